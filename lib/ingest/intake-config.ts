import { IANAZone } from "luxon";
import { EnergyError } from "../contract/error";
import { idSchema } from "../contract/schemas";
import { assertSchema } from "../contract/validate";
import type { SiteModel } from "../site/site-model";
import { type DeviceBook, inlineBook } from "./device-book";
import { compileMapping, mappingSchema } from "./field-mapping";
import { type FormatId, formatIds, recogniserOf } from "./formats";
import { Intake } from "./intake";
import { parsePath } from "./json-path";
import { siteDevices } from "./site-devices";

/** What the node's dialog says; texts may be empty. */
interface RawIntake {
  readonly format: FormatId;
  readonly powerUnit: "W" | "kW";
  readonly energyUnit: "Wh" | "kWh";
  readonly topic: string;
  readonly devicePath: string;
  readonly timePath: string;
  readonly mapping: readonly unknown[];
  readonly siteId: string;
  readonly meter: string;
  readonly timeZone: string;
}

const pathSchema = { type: "string", maxLength: 200 } as const;
const idOrEmpty = { anyOf: [idSchema, { const: "" }] } as const;

const rawSchema = {
  type: "object",
  required: [
    "format",
    "powerUnit",
    "energyUnit",
    "topic",
    "devicePath",
    "timePath",
    "mapping",
    "siteId",
    "meter",
    "timeZone",
  ],
  additionalProperties: false,
  properties: {
    format: { enum: formatIds },
    powerUnit: { enum: ["W", "kW"] },
    energyUnit: { enum: ["Wh", "kWh"] },
    topic: { type: "string", maxLength: 200 },
    devicePath: pathSchema,
    timePath: pathSchema,
    mapping: { ...mappingSchema, minItems: 0 },
    siteId: idOrEmpty,
    meter: idOrEmpty,
    timeZone: { type: "string", maxLength: 64 },
  },
} as const;

/** The node's properties with the defaults of those that are absent. */
export function intakeProperties(config: Readonly<Record<string, unknown>>): unknown {
  const { format, powerUnit, energyUnit, topic, devicePath, timePath, mapping, siteId, meter, timeZone } = config;
  return {
    format: format ?? "auto",
    powerUnit: powerUnit ?? "W",
    energyUnit: energyUnit ?? "kWh",
    topic: topic ?? "",
    devicePath: devicePath ?? "",
    timePath: timePath ?? "",
    mapping: mapping ?? [],
    siteId: siteId ?? "",
    meter: meter ?? "",
    timeZone: timeZone ?? "",
  };
}

/**
 * An intake as configured: the site's devices where a model is given, else every device as a meter.
 * Without a time zone, times without an offset are UTC or the site's. Throws CONFIG_INVALID.
 */
export function intakeOf(raw: unknown, model: SiteModel | undefined): Intake {
  assertSchema(rawSchema, raw, "CONFIG_INVALID");
  const config = raw as RawIntake;
  const { format, powerUnit, energyUnit, topic, devicePath, timePath, mapping } = config;
  const zone = config.timeZone || (model?.timeZone ?? "UTC");
  if (!IANAZone.isValidZone(zone)) {
    throw new EnergyError("CONFIG_INVALID", { place: "timeZone", detail: `unknown time zone "${zone}"` });
  }
  const recognise = recogniserOf(
    format,
    { power: powerUnit, energy: energyUnit },
    {
      topic,
      devicePath: parsePath(devicePath || "deviceId", "devicePath"),
      devicePlace: devicePath || "deviceId",
      timePath: timePath === "" ? undefined : parsePath(timePath, "timePath"),
      fields: mapping.length > 0 ? compileMapping(mapping) : undefined,
    },
  );
  return new Intake(recognise, booked(config, model), zone);
}

function booked({ siteId, meter }: RawIntake, model: SiteModel | undefined): DeviceBook {
  return model ? siteDevices(model) : inlineBook(siteId || "site", meter || undefined);
}
