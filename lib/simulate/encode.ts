import { type Encoding, type RegisterType, registerWidth, type WordOrder } from "../acquire/profile";

type Code = Pick<Encoding, "type" | "numerator" | "denominator" | "exponent" | "wordOrder">;

const integers: Readonly<Partial<Record<RegisterType, readonly [lowest: bigint, highest: bigint]>>> = {
  uint16: [0n, 0xffffn],
  int16: [-0x8000n, 0x7fffn],
  uint32: [0n, 0xffff_ffffn],
  int32: [-0x8000_0000n, 0x7fff_ffffn],
  uint64: [0n, 0xffff_ffff_ffff_ffffn],
  int64: [-0x8000_0000_0000_0000n, 0x7fff_ffff_ffff_ffffn],
  bcd32: [0n, 99_999_999n],
};

/** A value in its quantity's unit as the 16 bit words a meter would answer: the inverse of decoding. */
export function encodeRegister(register: Code, wordOrder: WordOrder, value: number): number[] {
  const raw = rawOf(register, value);
  const bytes = new DataView(new ArrayBuffer(8));
  const width = registerWidth[register.type];
  if (register.type === "float32") bytes.setFloat32(0, Number(raw));
  else if (register.type === "float64") bytes.setFloat64(0, Number(raw));
  else if (register.type === "bcd32") bytes.setUint32(0, Number.parseInt(raw.toString(), 16));
  else bytes.setBigInt64(0, BigInt.asIntN(64, BigInt(raw) << BigInt(64 - 16 * width)));
  const words = Array.from({ length: width }, (_, word) => bytes.getUint16(2 * word));
  return (register.wordOrder ?? wordOrder) === "big" ? words : words.reverse();
}

/** The value a reader finds after the register has rounded it. */
export function shownValue(register: Code, value: number): number {
  const { numerator, denominator } = scaleOf(register);
  return (Number(rawOf(register, value)) * numerator) / denominator;
}

/** What stands in the register: rounded to its resolution, and stopped at the ends of its range as meters do. */
function rawOf(register: Code, value: number): number | bigint {
  const { numerator, denominator } = scaleOf(register);
  const raw = (value * denominator) / numerator;
  if (register.type === "float32") return Math.fround(raw);
  if (register.type === "float64") return raw;
  const [lowest, highest] = integers[register.type] ?? [0n, 0n];
  const whole = BigInt(Math.round(Number.isFinite(raw) ? raw : 0));
  return whole < lowest ? lowest : whole > highest ? highest : whole;
}

/** With the power of ten that a scale factor register usually holds. */
function scaleOf({ numerator, denominator, exponent }: Code): { numerator: number; denominator: number } {
  const power = exponent?.usual ?? 0;
  return power < 0
    ? { numerator, denominator: denominator * 10 ** -power }
    : { numerator: numerator * 10 ** power, denominator };
}
