import { IANAZone } from "luxon";
import { EnergyError } from "../contract/error";
import { idSchema } from "../contract/schemas";
import { assertSchema } from "../contract/validate";
import { type PeriodLength, periodLengths } from "./export-period";
import type { ExportSchedule } from "./export-schedule";

/** When a node exports by itself, and how long the periods are. */
export interface ExportTiming {
  /** Of what a message asks for without naming a period. */
  readonly length: PeriodLength;
  readonly schedule?: ExportSchedule & { readonly waitDays: number };
}

/** A node's properties about when it exports. */
export interface RawTiming {
  readonly period?: PeriodLength;
  readonly automatic?: boolean;
  readonly day?: number | string;
  readonly at?: string;
  readonly waitDays?: number | string;
  readonly recheck?: number | string;
}

const clock = /^([01]\d|2[0-3]):[0-5]\d$/;

/** From a node's properties; throws CONFIG_INVALID with the place. */
export function timingOf({ period = "month", automatic = false, ...raw }: RawTiming): ExportTiming {
  if (!periodLengths.includes(period)) throw wrong("period", `must be one of ${periodLengths.join(", ")}`);
  if (!automatic) return { length: period };
  const at = raw.at || "06:00";
  if (!clock.test(at)) throw wrong("at", "must be a time of day such as 06:00");
  const schedule = {
    every: period,
    day: whole(raw.day ?? 1, "day", 1, period === "week" ? 7 : 31),
    at,
    recheck: whole(raw.recheck ?? 2, "recheck", 0, 24),
    waitDays: whole(raw.waitDays ?? 3, "waitDays", 0, 60),
  };
  return { length: period, schedule };
}

function whole(value: number | string, place: string, least: number, most: number): number {
  const number = Number(value);
  if (value !== "" && Number.isInteger(number) && number >= least && number <= most) return number;
  throw wrong(place, `must be a whole number from ${least} to ${most}`);
}

interface RawSite {
  readonly siteId?: string;
  readonly timeZone?: string;
  readonly currency?: string;
}

const siteSchema = {
  type: "object",
  properties: {
    siteId: { anyOf: [idSchema, { const: "" }] },
    timeZone: { type: "string", maxLength: 64 },
    currency: { type: "string", pattern: "^$|^[A-Z]{3}$", description: "a currency such as EUR" },
  },
} as const;

/** What stands in a node that uses no site model. Throws CONFIG_INVALID. */
export function inlineSite(raw: RawSite): {
  readonly id: string;
  readonly timeZone: string;
  readonly currency: string;
} {
  assertSchema(siteSchema, raw, "CONFIG_INVALID");
  const timeZone = raw.timeZone || "UTC";
  if (!IANAZone.isValidZone(timeZone)) throw wrong("timeZone", `unknown time zone "${timeZone}"`);
  return { id: raw.siteId || "site", timeZone, currency: raw.currency || "EUR" };
}

const wrong = (place: string, detail: string): EnergyError => new EnergyError("CONFIG_INVALID", { place, detail });
