import { DateTime } from "luxon";
import { EnergyError } from "../contract/error";
import type { Interval, Reading } from "../contract/messages";
import { idSchema } from "../contract/schemas";
import { assertSchema } from "../contract/validate";
import type { Page, Store } from "./store";

const hourMs = 3_600_000;
const pageSize = 5000;

const timeSchema = { type: ["integer", "string"], minimum: 0, maximum: 8_640_000_000_000_000, maxLength: 40 } as const;
const askable = {
  kind: { enum: ["readings", "intervals", "latest"] },
  site: idSchema,
  meter: idSchema,
  quantity: { type: "string", pattern: "^[a-z][a-z0-9_]{0,63}$" },
  step: { type: "string", pattern: "^[1-9]\\d{0,8}(m|d|mo|ms)$" },
  limit: { type: "integer", minimum: 1, maximum: 100_000 },
} as const;

const defaultsSchema = {
  type: "object",
  required: ["kind", "lastHours", "limit"],
  additionalProperties: false,
  properties: { ...askable, lastHours: { type: "number", exclusiveMinimum: 0, maximum: 876_000 } },
} as const;

const overridesSchema = {
  type: "object",
  additionalProperties: false,
  properties: { ...askable, from: timeSchema, to: timeSchema, cursor: { type: "string", maxLength: 100 } },
} as const;

interface Asked {
  readonly kind: "readings" | "intervals" | "latest";
  readonly site?: string;
  readonly meter?: string;
  readonly quantity?: string;
  readonly step?: string;
  readonly limit: number;
}

/** What is asked where a message says nothing else. */
export interface HistoryDefaults extends Asked {
  /** Hours before the end that are asked for. */
  readonly lastHours: number;
}

/** A question to the journal; from inclusive, to exclusive, ms UTC. `latest` has no period. */
export interface HistoryQuestion extends Asked {
  readonly from: number;
  readonly to: number;
  readonly cursor?: string;
}

interface HistoryOverrides extends Partial<Asked> {
  readonly from?: number | string;
  readonly to?: number | string;
  readonly cursor?: string;
}

/** Throws CONFIG_INVALID. */
export function parseHistoryDefaults(value: unknown): HistoryDefaults {
  assertSchema(defaultsSchema, value, "CONFIG_INVALID");
  return value as HistoryDefaults;
}

/** The defaults with what an object overrides; other payloads, such as a timestamp, override nothing. Throws MESSAGE_INVALID. */
export function historyQuestion(defaults: HistoryDefaults, payload: unknown, now: number): HistoryQuestion {
  const overrides: unknown = typeof payload === "object" && payload !== null ? payload : {};
  assertSchema(overridesSchema, overrides, "MESSAGE_INVALID");
  const { from: begin, to: end, ...others } = overrides as HistoryOverrides;
  const { lastHours, ...usual } = defaults;
  const to = end === undefined ? now : timeOf("to", end);
  const from = begin === undefined ? Math.max(0, to - lastHours * hourMs) : timeOf("from", begin);
  if (to <= from) throw new EnergyError("MESSAGE_INVALID", { place: "to", detail: "must be after from" });
  return { ...usual, ...others, from, to };
}

/** ISO 8601 without an offset is UTC. */
function timeOf(place: string, value: number | string): number {
  const at = typeof value === "number" ? value : DateTime.fromISO(value, { zone: "utc" }).toMillis();
  if (Number.isNaN(at)) throw new EnergyError("MESSAGE_INVALID", { place, detail: "must be ms or an ISO 8601 time" });
  return at;
}

/** Asks page by page until the limit; `next` where there is more. */
export async function askHistory(
  store: Pick<Store, "readings" | "intervals" | "latest">,
  question: HistoryQuestion,
): Promise<Page<Reading | Interval>> {
  const { kind, limit, cursor, ...query } = question;
  if (kind === "latest") {
    const newest = await store.latest(question.site);
    const { meter } = question;
    return { items: newest.filter((reading) => meter === undefined || reading.meter === meter).slice(0, limit) };
  }
  const items: (Reading | Interval)[] = [];
  let next = cursor;
  do {
    const part = {
      ...query,
      limit: Math.min(pageSize, limit - items.length),
      ...(next !== undefined && { cursor: next }),
    };
    const page: Page<Reading | Interval> = await store[kind](part);
    for (const item of page.items) items.push(item);
    next = page.next;
  } while (next !== undefined && items.length < limit);
  return { items, ...(next !== undefined && { next }) };
}
