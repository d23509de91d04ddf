import { type Encoding, type RegisterType, registerWidth, type WordOrder } from "./profile";

/**
 * Reads one value at a byte offset of an answer's data; undefined where the meter says "not available".
 * The data must hold the register's whole span (`spanOf`), the offset is that of its own address.
 */
export type Decoder = (data: DataView, byteOffset: number) => number | undefined;

/** A raw value, not yet scaled. */
type RawDecoder = Decoder;

const twoTo32 = 4_294_967_296;

/** Makes the decoder of a register once, so that a poll only calls it. NaN and infinities are "not available". */
export function decoderOf(encoding: Encoding, profileOrder: WordOrder): Decoder {
  const { numerator, denominator, fourQuadrant } = encoding;
  const raw = summed(encoding, available(encoding, encoding.wordOrder ?? profileOrder));
  const power = exponentOf(encoding);
  return (data, at) => {
    const value = raw(data, at);
    if (value === undefined) return undefined;
    // Dividing by the integer keeps decimals as written: 2315 ÷ 10 is 231.5, 2315 × 0.1 is not.
    if (!power) return fourQuadrant ? foldedPowerFactor(value) : (value * numerator) / denominator;
    const exponent = power(data, at);
    if (exponent === undefined) return undefined;
    return exponent < 0
      ? (value * numerator) / (denominator * 10 ** -exponent)
      : (value * numerator * 10 ** exponent) / denominator;
  };
}

/** The raw value at a place, where it is one. */
function available(encoding: Encoding, order: WordOrder): RawDecoder {
  const raw = rawDecoder(encoding.type, order);
  const absent = absence(encoding, order);
  return (data, at) => {
    if (absent?.(data, at)) return undefined;
    const value = raw(data, at);
    return Number.isFinite(value) ? value : undefined;
  };
}

/** All parts of a value that the meter gives in parts; none where one is missing: half a total would be a wrong one. */
function summed({ also }: Encoding, part: RawDecoder): RawDecoder {
  if (!also) return part;
  return (data, at) => {
    let sum = part(data, at);
    for (const { offset, sign } of also) {
      const value = part(data, at + 2 * offset);
      if (sum === undefined || value === undefined) return undefined;
      sum += sign * value;
    }
    return sum;
  };
}

/** Larger powers of ten are no scale of a meter, and -32768 is SunSpec's "not implemented". */
const largestExponent = 10;

function exponentOf({ exponent }: Encoding): RawDecoder | undefined {
  if (!exponent) return undefined;
  return (data, at) => {
    const power = data.getInt16(at + 2 * exponent.offset);
    return Math.abs(power) <= largestExponent ? power : undefined;
  };
}

/** From -2 … 2 to the ratio with the sign of the active power; beyond ±1 the current leads. */
function foldedPowerFactor(value: number): number | undefined {
  if (Math.abs(value) > 2) return undefined;
  return value > 1 ? 2 - value : value < -1 ? -2 - value : value;
}

function rawDecoder(type: RegisterType, order: WordOrder): (data: DataView, at: number) => number {
  switch (type) {
    case "uint16":
      return (data, at) => data.getUint16(at);
    case "int16":
      return (data, at) => data.getInt16(at);
    case "uint32":
      return (data, at) => bits32(data, at, order, 0);
    case "int32":
      return (data, at) => bits32(data, at, order, 0) | 0;
    case "uint64":
      return (data, at) => high64(data, at, order) * twoTo32 + low64(data, at, order);
    case "int64":
      // Both terms are exact, so their sum is rounded once: as near as Number(BigInt) and without one.
      return (data, at) => (high64(data, at, order) | 0) * twoTo32 + low64(data, at, order);
    case "float32":
      return order === "big" ? (data, at) => data.getFloat32(at) : reordered(2, (view) => view.getFloat32(0));
    case "float64":
      return order === "big" ? (data, at) => data.getFloat64(at) : reordered(4, (view) => view.getFloat64(0));
    case "bcd32":
      return (data, at) => digits(bits32(data, at, order, 0));
  }
}

/** Eight decimal digits; NaN where one of them is A to F. */
function digits(bits: number): number {
  const hex = bits.toString(16);
  return /^\d+$/.test(hex) ? Number.parseInt(hex, 10) : Number.NaN;
}

/** The 32 bits of words `first` and `first + 1`. */
function bits32(data: DataView, at: number, order: WordOrder, first: number): number {
  const here = data.getUint16(at + 2 * first);
  const next = data.getUint16(at + 2 * first + 2);
  return order === "big" ? here * 65_536 + next : next * 65_536 + here;
}

const high64 = (data: DataView, at: number, order: WordOrder): number =>
  bits32(data, at, order, order === "big" ? 0 : 2);
const low64 = (data: DataView, at: number, order: WordOrder): number =>
  bits32(data, at, order, order === "big" ? 2 : 0);

/** Puts the words of a low-word-first value in order, then reads it. */
function reordered(words: number, read: (view: DataView) => number): (data: DataView, at: number) => number {
  const view = new DataView(new ArrayBuffer(words * 2));
  return (data, at) => {
    for (let word = 0; word < words; word++) view.setUint16(2 * (words - 1 - word), data.getUint16(at + 2 * word));
    return read(view);
  };
}

function absence(encoding: Encoding, order: WordOrder): ((data: DataView, at: number) => boolean) | undefined {
  const words = registerWidth[encoding.type];
  const patterns = encoding.notAvailable.map((hex) => {
    const ordered = (hex.padStart(words * 4, "0").match(/.{4}/g) ?? []).map((word) => Number.parseInt(word, 16));
    return order === "big" ? ordered : ordered.reverse();
  });
  if (patterns.length === 0) return undefined;
  return (data, at) =>
    patterns.some((pattern) => pattern.every((word, index) => data.getUint16(at + 2 * index) === word));
}
