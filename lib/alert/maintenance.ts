import { DateTime } from "luxon";
import { EnergyError } from "../contract/error";
import { idSchema } from "../contract/schema-parts";
import { isAbout, type Place, type Places, placeListSchema } from "./place";

/** While it lasts nobody is told of what happens there. ms UTC, `to` exclusive. */
export interface MaintenanceWindow extends Places {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly note?: string;
}

const timeSchema = { type: "string", minLength: 10, maxLength: 40 } as const;

export const maintenanceSchema = {
  type: "object",
  required: ["id", "from", "to"],
  additionalProperties: false,
  properties: {
    id: idSchema,
    from: timeSchema,
    to: timeSchema,
    meters: placeListSchema,
    machines: placeListSchema,
    departments: placeListSchema,
    buses: placeListSchema,
    note: { type: "string", maxLength: 500 },
  },
} as const;

/** An entry that passed `maintenanceSchema`; times without an offset are local. Throws CONFIG_INVALID. */
export function maintenanceFrom(raw: Readonly<Record<string, unknown>>, timeZone: string): MaintenanceWindow {
  const timeOf = (place: "from" | "to"): number => {
    const time = DateTime.fromISO(raw[place] as string, { zone: timeZone });
    if (time.isValid) return time.toMillis();
    throw new EnergyError("CONFIG_INVALID", { place, detail: "must be an ISO 8601 time such as 2026-01-05T08:00:00Z" });
  };
  const window = { ...raw, from: timeOf("from"), to: timeOf("to") } as unknown as MaintenanceWindow;
  if (window.to > window.from) return window;
  throw new EnergyError("CONFIG_INVALID", { place: "to", detail: "must be after from" });
}

/** The window that holds at a place; of several the one that ends last. */
export function windowAt(
  windows: readonly MaintenanceWindow[],
  place: Place,
  at: number,
): MaintenanceWindow | undefined {
  let last: MaintenanceWindow | undefined;
  for (const window of windows) {
    const holds = window.from <= at && at < window.to && isAbout(window, place);
    if (holds && (!last || window.to > last.to)) last = window;
  }
  return last;
}
