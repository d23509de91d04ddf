import { idSchema } from "../../contract/schemas";
import { type FaultName, faultNames } from "./fault";

/** A moment or a length: ISO 8601 or seconds. */
const timeSchema = { type: ["string", "number"], maxLength: 40 } as const;
const powerSchema = { type: "number", minimum: -1_000_000, maximum: 1_000_000 } as const;
const quantitiesSchema = {
  type: "array",
  minItems: 1,
  maxItems: 100,
  items: { type: "string", maxLength: 64 },
} as const;
const registerSchema = { type: "number", minimum: 0, maximum: 1e12 } as const;

/** Its schedule: how long it lasts, when it comes again. */
const lasting = { for: timeSchema, until: timeSchema, every: timeSchema } as const;
const wire = { ...lasting, share: { type: "number", exclusiveMinimum: 0, maximum: 1 } } as const;
const moment = {} as const;

interface FaultShape {
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, object>>;
}

const shape = (properties: FaultShape["properties"], ...required: string[]): FaultShape => ({ properties, required });

const shapes: Readonly<Record<FaultName, FaultShape>> = {
  silence: shape(wire),
  slow: shape({ ...wire, delayMs: { type: "number", exclusiveMinimum: 0, maximum: 60_000 } }, "delayMs"),
  exception: shape({ ...wire, code: { type: "integer", minimum: 1, maximum: 255 } }, "code"),
  "wrong-unit": shape({ ...wire, unitId: { type: "integer", minimum: 0, maximum: 255 } }),
  "broken-crc": shape(wire),
  "half-frame": shape(wire),
  garbage: shape(wire),
  "cut-connection": shape(wire),
  stuck: shape({ ...lasting, quantities: quantitiesSchema }),
  rollover: shape(
    { ...moment, maximum: { ...registerSchema, exclusiveMinimum: 0 }, quantities: quantitiesSchema },
    "maximum",
  ),
  "zero-read": shape(lasting),
  reset: shape(moment),
  swap: shape({
    ...moment,
    serialNumber: { type: "integer", minimum: 0, maximum: 4_294_967_295 },
    registers: { type: "object", maxProperties: 100, additionalProperties: registerSchema },
  }),
  "wrong-clock": shape({ ...lasting, offset: timeSchema }, "offset"),
  leak: shape({ ...lasting, powerKw: powerSchema }, "powerKw"),
  drift: shape({ ...lasting, powerKwPerDay: powerSchema }, "powerKwPerDay"),
  spike: shape({ ...lasting, powerKw: powerSchema }, "powerKw"),
};

/** The outer shape of a scenario; each fault is checked by its own schema. */
export const scenarioSchema = {
  type: "object",
  required: ["faults"],
  additionalProperties: false,
  properties: {
    $schema: { type: "string", maxLength: 500 },
    description: { type: "string", maxLength: 1000 },
    seed: { type: "integer", minimum: 0, maximum: 4_294_967_295 },
    faults: {
      type: "array",
      maxItems: 1000,
      items: { type: "object", required: ["fault"], properties: { fault: { enum: faultNames } } },
    },
  },
} as const;

/** The schema of one fault's entry, by its name. */
export const faultSchemas: Readonly<Record<FaultName, object>> = Object.fromEntries(
  Object.entries(shapes).map(([fault, { required, properties }]) => [
    fault,
    {
      type: "object",
      required: ["fault", ...required],
      additionalProperties: false,
      properties: { fault: { const: fault }, meter: idSchema, bus: idSchema, from: timeSchema, ...properties },
    },
  ]),
) as Record<FaultName, object>;
