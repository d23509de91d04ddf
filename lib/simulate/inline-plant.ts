import { EnergyError } from "../contract/error";
import { assertSchema } from "../contract/validate";
import { parseSite } from "../site/parse-site";
import type { SiteModel } from "../site/site-model";

/** A meter of a simulator that is configured in its own dialog. */
export interface InlineMeter {
  readonly profile: string;
  readonly unitId: number;
  readonly ratedPowerKw: number;
}

export interface InlinePlant {
  readonly host: string;
  readonly port: number;
  readonly timeZone: string;
  readonly seed: number;
  readonly speed: number;
  readonly pastHours: number;
  readonly meters: readonly InlineMeter[];
}

const inlinePlantSchema = {
  type: "object",
  required: ["host", "port", "timeZone", "seed", "speed", "pastHours", "meters"],
  properties: { meters: { type: "array", minItems: 1, maxItems: 255, items: { type: "object" } } },
} as const;

/** The dialog's settings as a site of one bus. Throws CONFIG_INVALID at the first thing that is wrong. */
export function inlinePlant(raw: unknown): SiteModel {
  assertSchema(inlinePlantSchema, raw, "CONFIG_INVALID");
  const { host, port, timeZone, seed, speed, pastHours, meters } = raw as InlinePlant;
  const file = {
    version: 1,
    site: { id: "simulator", timeZone },
    buses: [{ id: "bus", host, port, simulated: { seed, speed, pastHours } }],
    meters: meters.map((meter) => ({ ...meter, id: `unit-${meter.unitId}`, bus: "bus" })),
  };
  try {
    const { site, problems } = parseSite(file);
    if (problems[0]) throw problems[0];
    return site;
  } catch (error) {
    if (!(error instanceof EnergyError)) throw error;
    const { place = "", detail = "" } = error.params;
    throw new EnergyError("CONFIG_INVALID", { place, detail });
  }
}
