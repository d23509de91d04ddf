import { EnergyError } from "../contract/error";
import { idSchema } from "../contract/schemas";
import { assertSchema } from "../contract/validate";
import type { Calibrations } from "../metering/calibration";
import { isBusMeter, type SiteModel } from "../site/site-model";
import { cadenceSchema, linkProperties } from "../site/site-schema";
import type { BusConfig } from "./bus-config";
import type { Cadence } from "./cadence";
import type { Profile } from "./profile";

/** Where and how often one meter is read. */
export interface MeterPoint {
  readonly site: string;
  readonly meter: string;
  readonly bus: BusConfig;
  readonly unitId: number;
  /** Id of its profile; whether there is one shows when it is loaded. */
  readonly profile: string;
  /** Used instead of the one with that id. */
  readonly ownProfile?: Profile;
  readonly intervalMs: number;
  /** What to read; absent: everything the profile has. */
  readonly quantities?: readonly string[];
  /** How often single values are read; absent: all at the interval. */
  readonly cadence?: Cadence;
  /** How long one request to this meter may take, ms; absent: as its bus says. */
  readonly timeoutMs?: number;
  /** Dated corrections of what it shows. */
  readonly calibrations?: Calibrations;
}

/** Every meter of the plant whose bus is known. */
export function sitePoints(model: SiteModel): MeterPoint[] {
  const buses = new Map(model.buses.map((bus) => [bus.id, bus]));
  return model.meters.filter(isBusMeter).flatMap((meter) => {
    const bus = buses.get(meter.bus);
    if (!bus) return [];
    return {
      site: model.id,
      meter: meter.id,
      bus,
      unitId: meter.unitId,
      profile: meter.profile,
      intervalMs: meter.intervalSeconds * 1000,
      ...(meter.quantities && { quantities: meter.quantities }),
      ...(meter.cadence && { cadence: meter.cadence }),
      ...(meter.timeoutMs && { timeoutMs: meter.timeoutMs }),
      ...(meter.calibrations && { calibrations: meter.calibrations }),
    };
  });
}

const inlineSchema = {
  type: "object",
  required: ["site", "meter", "profile", "unitId", "intervalSeconds"],
  additionalProperties: false,
  properties: {
    site: idSchema,
    meter: idSchema,
    profile: { type: "string", minLength: 1, maxLength: 64 },
    unitId: { type: "integer", minimum: 0, maximum: 255 },
    intervalSeconds: { type: "number", minimum: 0.1, maximum: 86_400 },
    quantities: { type: "array", maxItems: 256, items: { type: "string", maxLength: 64 } },
    cadence: cadenceSchema,
    timeoutMs: linkProperties.timeoutMs,
  },
} as const;

interface InlineMeter {
  readonly site: string;
  readonly meter: string;
  readonly profile: string;
  readonly unitId: number;
  readonly intervalSeconds: number;
  readonly quantities?: readonly string[];
  readonly cadence?: Cadence;
  readonly timeoutMs?: number;
}

/** One meter as written in a node's own dialog; an empty list of quantities means all. Throws CONFIG_INVALID. */
export function inlinePoint(raw: object, bus: BusConfig | undefined): MeterPoint {
  if (!bus) throw new EnergyError("NODE_UNCONFIGURED", { place: "bus" });
  assertSchema(inlineSchema, raw, "CONFIG_INVALID");
  const { intervalSeconds, quantities, ...meter } = raw as InlineMeter;
  return { ...meter, bus, intervalMs: intervalSeconds * 1000, ...(quantities?.length && { quantities }) };
}
