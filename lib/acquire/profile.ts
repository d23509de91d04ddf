import { EnergyError } from "../contract/error";
import { assertSchema } from "../contract/validate";
import { quantityNamed } from "../metering/quantities";
import { ratioBetween } from "../metering/units";

export const registerTypes = ["uint16", "int16", "uint32", "int32", "uint64", "int64", "float32", "float64"] as const;
export type RegisterType = (typeof registerTypes)[number];

/** Registers (16 bit) each type takes. */
export const registerWidth: Readonly<Record<RegisterType, number>> = {
  uint16: 1,
  int16: 1,
  uint32: 2,
  int32: 2,
  uint64: 4,
  int64: 4,
  float32: 2,
  float64: 4,
};

export type WordOrder = "big" | "little";

/** A meter model's register map, as in `profiles/<id>.json` after `parseProfile`. */
export interface Profile {
  readonly id: string;
  readonly vendor: string;
  readonly models: readonly string[];
  readonly medium: "electricity" | "water" | "gas" | "heat";
  readonly datasheet: string;
  readonly functionCode: 3 | 4;
  /** `big`: most significant word first (ABCD); `little`: least significant first (CDAB). */
  readonly wordOrder: WordOrder;
  /** Most registers the meter answers in one request. */
  readonly maxRegisters: number;
  /** Address ranges, both ends included, that a request must not touch. */
  readonly forbidden: readonly (readonly [from: number, to: number])[];
  readonly unitId: number;
  readonly registers: readonly ProfileRegister[];
  /** Registers that must hold a value for this map to apply (a WAGO switched to integers must not be read as floats). */
  readonly expect: readonly ExpectedRegister[];
}

export interface ProfileRegister {
  readonly quantity: string;
  /** 0-based protocol address, as sent on the wire. */
  readonly address: number;
  readonly type: RegisterType;
  /** Engineering value = raw × numerator ÷ denominator, in the quantity's canonical unit. */
  readonly numerator: number;
  readonly denominator: number;
  /** Raw bit patterns, as hex without prefix, that mean "not available". */
  readonly notAvailable: readonly string[];
}

export interface ExpectedRegister {
  readonly address: number;
  readonly type: RegisterType;
  readonly value: number;
  readonly else: string;
}

const typeSchema = { enum: registerTypes } as const;
const addressSchema = { type: "integer", minimum: 0, maximum: 65_535 } as const;

/** The file format of a profile; also what an integrator's own profile is checked against. */
export const profileSchema = {
  type: "object",
  required: ["id", "vendor", "models", "medium", "datasheet", "modbus", "registers", "vectors"],
  additionalProperties: false,
  properties: {
    $schema: { type: "string" },
    id: { type: "string", pattern: "^[a-z0-9][a-z0-9-]{1,63}$" },
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
        functionCode: { enum: [3, 4] },
        wordOrder: { enum: ["big", "little"] },
        maxRegisters: { type: "integer", minimum: 4, maximum: 125 },
        forbidden: {
          type: "array",
          maxItems: 100,
          items: { type: "array", minItems: 2, maxItems: 2, items: addressSchema },
        },
        unitId: { type: "integer", minimum: 1, maximum: 247 },
        serial: {
          type: "object",
          additionalProperties: false,
          properties: {
            baud: { enum: [300, 600, 1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200] },
            parity: { enum: ["none", "even", "odd"] },
            stopBits: { enum: [1, 2] },
          },
        },
        expect: {
          type: "array",
          maxItems: 10,
          items: {
            type: "object",
            required: ["address", "type", "value", "else"],
            additionalProperties: false,
            properties: {
              address: addressSchema,
              type: typeSchema,
              value: { type: "number" },
              else: { type: "string", maxLength: 300 },
            },
          },
        },
      },
    },
    registers: {
      type: "array",
      minItems: 1,
      maxItems: 500,
      items: {
        type: "object",
        required: ["quantity", "address", "type", "unit"],
        additionalProperties: false,
        properties: {
          quantity: { type: "string" },
          address: addressSchema,
          type: typeSchema,
          scale: { type: "number", exclusiveMinimum: 0 },
          unit: { type: "string", maxLength: 10 },
          notAvailable: { type: "array", maxItems: 8, items: { type: "string", pattern: "^([0-9A-F]{4}){1,4}$" } },
        },
      },
    },
    vectors: {
      type: "array",
      minItems: 1,
      maxItems: 100,
      items: {
        type: "object",
        required: ["quantity", "registers", "value", "source"],
        additionalProperties: false,
        properties: {
          quantity: { type: "string" },
          registers: { type: "array", minItems: 1, maxItems: 4, items: { type: "string", pattern: "^[0-9A-F]{4}$" } },
          value: { type: ["number", "null"] },
          source: { type: "string", maxLength: 300 },
        },
      },
    },
  },
} as const;

interface ProfileFile {
  readonly id: string;
  readonly vendor: string;
  readonly models: readonly string[];
  readonly medium: Profile["medium"];
  readonly datasheet: string;
  readonly modbus: {
    readonly functionCode: 3 | 4;
    readonly wordOrder: WordOrder;
    readonly maxRegisters?: number;
    readonly forbidden?: readonly (readonly [number, number])[];
    readonly unitId?: number;
    readonly expect?: readonly ExpectedRegister[];
  };
  readonly registers: readonly {
    readonly quantity: string;
    readonly address: number;
    readonly type: RegisterType;
    readonly scale?: number;
    readonly unit: string;
    readonly notAvailable?: readonly string[];
  }[];
}

/** Parses a profile file; throws PROFILE_INVALID, QUANTITY_UNKNOWN or UNIT_UNKNOWN naming the place. */
export function parseProfile(value: unknown, name: string): Profile {
  assertSchema(profileSchema, value, "PROFILE_INVALID", { profile: name });
  const file = value as ProfileFile;
  const seen = new Set<string>();
  const registers = file.registers.map((register): ProfileRegister => {
    if (seen.has(register.quantity)) {
      throw new EnergyError("PROFILE_INVALID", { profile: name, place: register.quantity, detail: "appears twice" });
    }
    seen.add(register.quantity);
    if (register.address + registerWidth[register.type] > 65_536) {
      throw new EnergyError("PROFILE_INVALID", { profile: name, place: register.quantity, detail: "ends past 65535" });
    }
    const ratio = ratioBetween(register.unit, quantityNamed(register.quantity).unit);
    const scale = decimalRatio(register.scale ?? 1);
    return {
      quantity: register.quantity,
      address: register.address,
      type: register.type,
      ...reduced(ratio.numerator * scale.numerator, ratio.denominator * scale.denominator),
      notAvailable: register.notAvailable ?? [],
    };
  });
  return {
    id: file.id,
    vendor: file.vendor,
    models: file.models,
    medium: file.medium,
    datasheet: file.datasheet,
    functionCode: file.modbus.functionCode,
    wordOrder: file.modbus.wordOrder,
    maxRegisters: file.modbus.maxRegisters ?? 125,
    forbidden: file.modbus.forbidden ?? [],
    unitId: file.modbus.unitId ?? 1,
    registers,
    expect: file.modbus.expect ?? [],
  };
}

/** 0.001 → 1/1000, exactly as it is written in decimal. */
function decimalRatio(scale: number): { numerator: number; denominator: number } {
  const text = scale.toFixed(12).replace(/0+$/, "");
  const decimals = text.length - text.indexOf(".") - 1;
  const denominator = 10 ** decimals;
  return { numerator: Math.round(scale * denominator), denominator };
}

function reduced(numerator: number, denominator: number): { numerator: number; denominator: number } {
  let [a, b] = [numerator, denominator];
  while (b !== 0) [a, b] = [b, a % b];
  return { numerator: numerator / a, denominator: denominator / a };
}
