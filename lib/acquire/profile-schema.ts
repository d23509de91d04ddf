import type {
  FunctionCode,
  Identification,
  Profile,
  RegisterType,
  SerialSettings,
  SunSpecPlace,
  WordOrder,
} from "./profile";
import { registerTypes } from "./profile";

const typeSchema = { enum: registerTypes } as const;
const wordOrderSchema = { enum: ["big", "little"] } as const;
const functionCodeSchema = { enum: [3, 4] } as const;
const addressSchema = { type: "integer", minimum: 0, maximum: 65_535 } as const;
const quantitySchema = { type: "string", maxLength: 64 } as const;
const quantitiesSchema = { type: "array", minItems: 1, maxItems: 8, items: quantitySchema } as const;
const nameSchema = { type: "string", minLength: 1, maxLength: 32 } as const;
const millisecondsSchema = { type: "integer", minimum: 0, maximum: 10_000 } as const;

const patternSchema = {
  type: "string",
  pattern: "^([0-9A-F]{4}){1,4}$",
  description: 'hex digits in capitals, four for each register, such as "FFFFFFFF"',
} as const;
const wordSchema = {
  type: "string",
  pattern: "^[0-9A-F]{4}$",
  description: 'four hex digits in capitals, such as "5A6E"',
} as const;
const notAvailableSchema = { type: "array", maxItems: 8, items: patternSchema } as const;

const serialSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    baud: { enum: [300, 600, 1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200] },
    parity: { enum: ["none", "even", "odd"] },
    stopBits: { enum: [1, 2] },
    turnaroundMs: millisecondsSchema,
    pauseMs: millisecondsSchema,
  },
} as const;

const expectSchema = {
  type: "object",
  required: ["address", "type", "value", "else"],
  additionalProperties: false,
  properties: {
    address: addressSchema,
    type: typeSchema,
    value: { type: "number" },
    else: { type: "string", maxLength: 300 },
  },
} as const;

const identifySchema = {
  type: "object",
  required: ["address", "type"],
  additionalProperties: false,
  properties: {
    address: addressSchema,
    functionCode: functionCodeSchema,
    type: { enum: [...registerTypes, "text"] },
    values: { type: "array", minItems: 1, maxItems: 50, items: { type: "number" } },
    min: { type: "number" },
    max: { type: "number" },
    length: { type: "integer", minimum: 1, maximum: 32 },
    startsWith: { type: "array", minItems: 1, maxItems: 50, items: nameSchema },
  },
} as const;

const registerSchema = {
  type: "object",
  required: ["quantity", "address", "type", "unit"],
  additionalProperties: false,
  properties: {
    quantity: quantitySchema,
    address: addressSchema,
    type: typeSchema,
    wordOrder: wordOrderSchema,
    scale: { type: "number", not: { const: 0 } },
    scaleFactor: nameSchema,
    unit: { type: "string", maxLength: 10 },
    notAvailable: notAvailableSchema,
    fourQuadrant: { type: "boolean" },
    rollover: { type: "number", exclusiveMinimum: 0 },
  },
} as const;

const sumSchema = {
  type: "object",
  required: ["quantity", "plus"],
  additionalProperties: false,
  properties: { quantity: quantitySchema, plus: quantitiesSchema, minus: quantitiesSchema },
} as const;

const vectorSchema = {
  type: "object",
  required: ["quantity", "registers", "value", "source"],
  additionalProperties: false,
  properties: {
    quantity: quantitySchema,
    registers: { type: "array", minItems: 1, maxItems: 125, items: wordSchema },
    value: { type: ["number", "null"] },
    source: { type: "string", maxLength: 300 },
  },
} as const;

/** The file format of a profile (docs/profiles.md); also what an integrator's own profile is checked against. */
export const profileSchema = {
  type: "object",
  required: ["id", "vendor", "models", "medium", "datasheet", "modbus", "registers", "vectors"],
  additionalProperties: false,
  properties: {
    $schema: { type: "string" },
    id: {
      type: "string",
      pattern: "^[a-z0-9][a-z0-9-]{1,63}$",
      description: 'small letters, digits and hyphens, such as "acme-x1"',
    },
    vendor: { type: "string", maxLength: 100 },
    models: { type: "array", minItems: 1, maxItems: 50, items: { type: "string", maxLength: 100 } },
    medium: { enum: ["electricity", "water", "gas", "heat"] },
    datasheet: { type: "string", maxLength: 500 },
    sources: { type: "array", maxItems: 20, items: { type: "string", maxLength: 500 } },
    confidence: { enum: ["high", "medium"] },
    notes: { type: "array", maxItems: 20, items: { type: "string", maxLength: 1000 } },
    modbus: {
      type: "object",
      required: ["functionCode", "wordOrder"],
      additionalProperties: false,
      properties: {
        functionCode: functionCodeSchema,
        wordOrder: wordOrderSchema,
        maxRegisters: { type: "integer", minimum: 4, maximum: 125 },
        forbidden: {
          type: "array",
          maxItems: 100,
          items: { type: "array", minItems: 2, maxItems: 2, items: addressSchema },
        },
        unitId: { type: "integer", minimum: 1, maximum: 247 },
        serial: serialSchema,
        notAvailable: {
          type: "object",
          propertyNames: typeSchema,
          additionalProperties: notAvailableSchema,
        },
        scaleFactors: {
          type: "object",
          maxProperties: 50,
          additionalProperties: {
            type: "object",
            required: ["address", "usual"],
            additionalProperties: false,
            properties: { address: addressSchema, usual: { type: "integer", minimum: -10, maximum: 10 } },
          },
        },
        expect: { type: "array", maxItems: 10, items: expectSchema },
        identify: { type: "array", maxItems: 4, items: identifySchema },
        sunspec: {
          type: "object",
          required: ["model", "at"],
          additionalProperties: false,
          properties: { model: { type: "integer", minimum: 1, maximum: 65_534 }, at: addressSchema },
        },
      },
    },
    registers: { type: "array", minItems: 1, maxItems: 500, items: registerSchema },
    sums: { type: "array", maxItems: 50, items: sumSchema },
    vectors: { type: "array", minItems: 1, maxItems: 100, items: vectorSchema },
  },
} as const;

/** A file that fits `profileSchema`. */
export interface ProfileFile extends Pick<Profile, "id" | "vendor" | "models" | "medium" | "datasheet"> {
  readonly modbus: {
    readonly functionCode: FunctionCode;
    readonly wordOrder: WordOrder;
    readonly maxRegisters?: number;
    readonly forbidden?: Profile["forbidden"];
    readonly unitId?: number;
    readonly serial?: SerialSettings;
    /** Patterns of every register of a type. */
    readonly notAvailable?: Readonly<Partial<Record<RegisterType, readonly string[]>>>;
    readonly scaleFactors?: Readonly<Record<string, ScaleFactor>>;
    readonly expect?: Profile["expect"];
    readonly identify?: readonly Identification[];
    readonly sunspec?: SunSpecPlace;
  };
  readonly registers: readonly RegisterEntry[];
  readonly sums?: readonly SumEntry[];
  readonly vectors: readonly VectorEntry[];
}

/** A register that holds a power of ten for others, and the one it usually is. */
export interface ScaleFactor {
  readonly address: number;
  readonly usual: number;
}

export interface RegisterEntry {
  readonly quantity: string;
  readonly address: number;
  readonly type: RegisterType;
  readonly wordOrder?: WordOrder;
  readonly scale?: number;
  readonly scaleFactor?: string;
  readonly unit: string;
  readonly notAvailable?: readonly string[];
  readonly fourQuadrant?: boolean;
  /** In `unit`. */
  readonly rollover?: number;
}

/** Registers of a value's whole span, as hex, and what they stand for in the canonical unit; null: no value. */
export interface VectorEntry {
  readonly quantity: string;
  readonly registers: readonly string[];
  readonly value: number | null;
}

/** A value the meter gives in parts, by the quantities of its registers. */
export interface SumEntry {
  readonly quantity: string;
  readonly plus: readonly string[];
  readonly minus?: readonly string[];
}
