import { idSchema } from "../contract/schemas";
import { meterProperties } from "../metering/accumulator-config";
import { calibrationsSchema } from "../metering/calibration";
import { writtenFactsSchema } from "../metering/meter-facts";
import { deviceSchema } from "./device-source";
import { pulseSchema } from "./pulse-source";
import { virtualSchema } from "./virtual-source";

const nameSchema = { type: "string", minLength: 1, maxLength: 100 } as const;

export const departmentSchema = {
  type: "object",
  required: ["id"],
  additionalProperties: false,
  properties: { id: idSchema, name: nameSchema },
} as const;

export const machineSchema = {
  type: "object",
  required: ["id"],
  additionalProperties: false,
  properties: { id: idSchema, name: nameSchema, department: idSchema, calendar: idSchema },
} as const;

/** How a bus is reached, as people write it; which of these belong together is `linkFrom`'s business. */
export const linkProperties = {
  transport: { enum: ["tcp", "rtu", "rtu-over-tcp", "rtu-over-udp"] },
  host: { type: "string", pattern: "^[A-Za-z0-9.:_-]{1,253}$" },
  port: { type: "integer", minimum: 1, maximum: 65_535 },
  path: { type: "string", pattern: "^[^\\u0000]{1,255}$" },
  baud: { type: "integer", minimum: 300, maximum: 4_000_000 },
  parity: { enum: ["none", "even", "odd"] },
  stopBits: { enum: [1, 2] },
  timeoutMs: { type: "integer", minimum: 50, maximum: 60_000 },
  pauseMs: { type: "number", minimum: 0, maximum: 10_000 },
  turnaroundMs: { type: "number", minimum: 0, maximum: 10_000 },
  parallel: { type: "integer", minimum: 1, maximum: 16 },
} as const;

export const busSchema = {
  type: "object",
  required: ["id"],
  additionalProperties: false,
  properties: {
    id: idSchema,
    name: nameSchema,
    ...linkProperties,
    simulated: {
      type: "object",
      additionalProperties: false,
      properties: {
        seed: { type: "integer", minimum: 0, maximum: 4_294_967_295 },
        speed: { type: "number", exclusiveMinimum: 0, maximum: 10_000 },
        pastHours: { type: "number", minimum: 0, maximum: 168 },
        turnaroundMs: { type: "number", minimum: 0, maximum: 10_000 },
      },
    },
  },
} as const;

export const cadenceSchema = {
  type: "object",
  maxProperties: 256,
  additionalProperties: { type: "number", minimum: 0.1, maximum: 2_678_400 },
} as const;

/** A meter has one source of values: a bus, pulses, a device that sends by itself, or other meters. */
export const meterSchema = {
  type: "object",
  required: ["id"],
  additionalProperties: false,
  properties: {
    id: idSchema,
    name: nameSchema,
    role: { enum: ["main", "sub"] },
    machine: idSchema,
    department: idSchema,
    parent: idSchema,
    ...meterProperties,
    events: writtenFactsSchema,
    intervalSeconds: { type: "number", minimum: 0.1, maximum: 86_400 },
    bus: idSchema,
    unitId: { type: "integer", minimum: 0, maximum: 255 },
    profile: { type: "string", minLength: 1, maxLength: 64 },
    quantities: {
      type: "array",
      minItems: 1,
      maxItems: 256,
      items: { type: "string", maxLength: 64 },
    },
    cadence: cadenceSchema,
    timeoutMs: linkProperties.timeoutMs,
    pulse: pulseSchema,
    device: deviceSchema,
    calibrations: calibrationsSchema,
    virtual: virtualSchema,
  },
} as const;

const listOf = (maxItems: number) => ({ type: "array", maxItems, items: { type: "object" } }) as const;

/** The outer shape of `site.json`; the entries of each list are checked one by one with the schemas above. */
export const siteSchema = {
  type: "object",
  required: ["version", "site"],
  additionalProperties: false,
  properties: {
    $schema: { type: "string", maxLength: 500 },
    version: { const: 1 },
    site: {
      type: "object",
      required: ["id", "timeZone"],
      additionalProperties: false,
      properties: {
        id: idSchema,
        name: nameSchema,
        timeZone: { type: "string", minLength: 1, maxLength: 64 },
        currency: { type: "string", pattern: "^[A-Z]{3}$" },
        calendar: idSchema,
      },
    },
    calendars: listOf(100),
    departments: listOf(1000),
    machines: listOf(5000),
    buses: listOf(500),
    meters: listOf(5000),
    rules: listOf(20_000),
    recipients: listOf(1000),
    tariffs: listOf(200),
    prices: listOf(50),
    costCentres: listOf(2000),
    supplies: listOf(200),
    allocations: listOf(20_000),
    exports: listOf(100),
  },
} as const;
