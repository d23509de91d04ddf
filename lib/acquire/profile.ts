/**
 * `bcd32`: eight decimal digits, one in each four bits. `float…`: IEEE 754.
 */
export const registerTypes = [
  "uint16",
  "int16",
  "uint32",
  "int32",
  "uint64",
  "int64",
  "float32",
  "float64",
  "bcd32",
] as const;
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
  bcd32: 2,
};

export type WordOrder = "big" | "little";
export type FunctionCode = 3 | 4;

/** A meter model's register map, as in `profiles/<id>.json` after `parseProfile`. */
export interface Profile {
  readonly id: string;
  readonly vendor: string;
  readonly models: readonly string[];
  readonly medium: "electricity" | "water" | "gas" | "heat";
  readonly datasheet: string;
  readonly functionCode: FunctionCode;
  /** `big`: most significant word first (ABCD); `little`: least significant first (CDAB). */
  readonly wordOrder: WordOrder;
  /** Most registers the meter answers in one request. */
  readonly maxRegisters: number;
  /** Address ranges, both ends included, that a request must not touch. */
  readonly forbidden: readonly (readonly [from: number, to: number])[];
  readonly unitId: number;
  /** How the line is set when the meter leaves the factory, as far as its documents say. */
  readonly serial: SerialSettings;
  readonly registers: readonly ProfileRegister[];
  /** Registers that must hold a value for this map to apply (a WAGO switched to integers must not be read as floats). */
  readonly expect: readonly ExpectedRegister[];
  /** Registers that tell this model from others; all must fit. */
  readonly identify: readonly Identification[];
  /** Present where the map is a SunSpec model, whose place differs from device to device. */
  readonly sunspec?: SunSpecPlace;
}

export interface SunSpecPlace {
  readonly model: number;
  /** The address of the model's ID register for which the profile's addresses are written. */
  readonly at: number;
}

export interface SerialSettings {
  readonly baud?: number;
  readonly parity?: "none" | "even" | "odd";
  readonly stopBits?: 1 | 2;
  /** Longest time from the end of a request to the start of its answer, ms. */
  readonly turnaroundMs?: number;
  /** Silence the meter needs between an answer and the next request, ms. */
  readonly pauseMs?: number;
}

/** How the registers of a value stand for it. Engineering value = raw × numerator ÷ denominator. */
export interface Encoding {
  readonly type: RegisterType;
  readonly numerator: number;
  readonly denominator: number;
  /** Raw bit patterns, as hex without prefix, most significant word first whatever the order on the wire. */
  readonly notAvailable: readonly string[];
  /** Where it is not the profile's. */
  readonly wordOrder?: WordOrder;
  /** A register that holds the power of ten the raw value is multiplied by, as a distance in registers. */
  readonly exponent?: { readonly offset: number; readonly usual: number };
  /** Further raw values of the same encoding that are added or subtracted, as distances in registers. */
  readonly also?: readonly { readonly offset: number; readonly sign: 1 | -1 }[];
  /** A power factor from -2 to 2 whose excess over 1 says "leading" (Schneider's 4Q_FP_PF). */
  readonly fourQuadrant?: boolean;
}

export interface ProfileRegister extends Encoding {
  readonly quantity: string;
  /** 0-based protocol address, as sent on the wire. */
  readonly address: number;
  /** Where the register begins again at 0, in the quantity's canonical unit. */
  readonly rollover?: number;
}

export interface ExpectedRegister {
  readonly address: number;
  readonly type: RegisterType;
  readonly value: number;
  readonly else: string;
}

/** Asked of a meter to recognise its model. `functionCode` only where it is not the profile's. */
export type Identification = IdentifyingNumber | IdentifyingText;

export interface IdentifyingNumber {
  readonly address: number;
  readonly functionCode?: FunctionCode;
  readonly type: RegisterType;
  /** Any of these, or, where there are none, from `min` to `max`. */
  readonly values?: readonly number[];
  readonly min?: number;
  readonly max?: number;
}

export interface IdentifyingText {
  readonly address: number;
  readonly functionCode?: FunctionCode;
  readonly type: "text";
  /** Registers; two characters each, or one where every other byte is 0. */
  readonly length: number;
  /** Any of these beginnings, upper and lower case alike. */
  readonly startsWith: readonly string[];
}

/** The addresses one request must hold to know the value; `to` is exclusive. */
export function spanOf(register: ProfileRegister): { from: number; to: number } {
  const { address, type, also = [], exponent } = register;
  const width = registerWidth[type];
  const starts = [address, ...also.map(({ offset }) => address + offset)];
  const ends = starts.map((start) => start + width);
  if (exponent) {
    starts.push(address + exponent.offset);
    ends.push(address + exponent.offset + 1);
  }
  return { from: Math.min(...starts), to: Math.max(...ends) };
}
