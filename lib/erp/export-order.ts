import { DateTime } from "luxon";
import { EnergyError } from "../contract/error";
import type { ExportPeriod } from "./export-period";

/** What a message asks of an export. */
export type ExportOrder =
  /** The last period that is over. */
  | { readonly ask: "last" }
  | { readonly ask: "period"; readonly period: ExportPeriod }
  /** These rows; their period where the message names none. */
  | { readonly ask: "rows"; readonly rows: readonly unknown[]; readonly period?: ExportPeriod }
  /** To send again what was refused. */
  | { readonly ask: "retry" };

interface Asking {
  readonly payload?: unknown;
  readonly from?: unknown;
  readonly to?: unknown;
}

/** Throws MESSAGE_INVALID with the place. */
export function orderOf({ payload, from, to }: Asking, timeZone: string): ExportOrder {
  const period = from !== undefined || to !== undefined ? periodFrom({ from, to }, timeZone) : undefined;
  if (Array.isArray(payload)) return { ask: "rows", rows: payload, ...(period && { period }) };
  if (typeof payload === "object" && payload !== null) {
    const said = payload as { readonly kind?: unknown; readonly from?: unknown; readonly to?: unknown };
    if (said.kind === "retry") return { ask: "retry" };
    if (said.from !== undefined || said.to !== undefined) return { ask: "period", period: periodFrom(said, timeZone) };
    throw invalid("payload", "must be rows, a period with from and to, or nothing");
  }
  return period ? { ask: "period", period } : { ask: "last" };
}

/** ms UTC or ISO 8601 in the site's time. */
export function periodFrom(said: { readonly from?: unknown; readonly to?: unknown }, timeZone: string): ExportPeriod {
  const from = timeOf(said.from, "from", timeZone);
  const to = timeOf(said.to, "to", timeZone);
  if (from >= to) throw invalid("to", "must be after from");
  return { from, to };
}

function timeOf(value: unknown, place: string, timeZone: string): number {
  const at = typeof value === "string" ? DateTime.fromISO(value, { zone: timeZone }).toMillis() : value;
  if (typeof at === "number" && Number.isInteger(at) && at >= 0 && at <= 8.64e15) return at;
  throw invalid(place, "must be an ISO 8601 time or milliseconds");
}

const invalid = (place: string, detail: string): EnergyError => new EnergyError("MESSAGE_INVALID", { place, detail });
