import { EnergyError } from "../contract/error";
import { idSchema } from "../contract/schemas";
import { assertSchema } from "../contract/validate";

/** A question to the journal, as `history` takes it. */
export interface HistoryQuery {
  readonly kind: "readings" | "intervals" | "latest";
  readonly site?: string;
  readonly meter?: string;
  readonly quantity?: string;
  readonly step?: string;
  /** ms UTC, `to` exclusive. */
  readonly from: number;
  readonly to: number;
  readonly limit: number;
  readonly cursor?: string;
}

const timeSchema = { type: ["integer", "string"], minimum: 0, maxLength: 40 } as const;
const text = { type: "string", maxLength: 64 } as const;

const historyQuerySchema = {
  type: "object",
  required: ["kind"],
  additionalProperties: false,
  properties: {
    kind: { enum: ["readings", "intervals", "latest"] },
    site: idSchema,
    meter: idSchema,
    quantity: text,
    step: { type: "string", pattern: "^\\d{1,4}[md]$" },
    from: timeSchema,
    to: timeSchema,
    limit: { type: "integer", minimum: 1, maximum: 100_000 },
    cursor: { type: "string", maxLength: 1000 },
  },
} as const;

const hourMs = 3_600_000;

/** What the node's dialog sets, for what a message does not say. */
export interface HistoryDefaults {
  readonly kind: string;
  readonly meter: string;
  readonly quantity: string;
  readonly step: string;
  readonly lastHours: number;
  readonly limit: number;
}

/** A message's question over the node's defaults; throws MESSAGE_INVALID with the place. */
export function parseHistoryQuery(asked: unknown, defaults: HistoryDefaults, now: number): HistoryQuery {
  const { lastHours, ...others } = defaults;
  const set = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== ""));
  const own = typeof asked === "object" && asked !== null && !Array.isArray(asked) ? asked : {};
  const raw: Record<string, unknown> = { ...set, ...own };
  assertSchema(historyQuerySchema, raw, "MESSAGE_INVALID");
  const to = timeOf(raw.to ?? now, "to");
  const from = timeOf(raw.from ?? to - lastHours * hourMs, "from");
  if (from > to) throw new EnergyError("MESSAGE_INVALID", { place: "from", detail: "lies after to" });
  return { ...raw, from, to } as HistoryQuery;
}

/** ms UTC, or ISO 8601 with its offset: a time of day without one could be anybody's. */
function timeOf(value: unknown, place: string): number {
  if (typeof value === "number") return value;
  const text = String(value);
  const time = /(Z|[+-]\d\d:?\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(time)) return time;
  throw new EnergyError("MESSAGE_INVALID", { place, detail: "must be ms or ISO 8601 with Z or an offset" });
}
