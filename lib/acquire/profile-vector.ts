import { decoderOf } from "./decode";
import { type ProfileRegister, spanOf, type WordOrder } from "./profile";
import type { VectorEntry } from "./profile-schema";

/** Manuals round what their examples show; a wrong type, scale or word order is never this near. */
const tolerance = 1e-6;

/** What is wrong with a register that does not decode to what its vector says; undefined where it does. */
export function vectorFault(
  { registers: words, value: expected }: VectorEntry,
  register: ProfileRegister,
  wordOrder: WordOrder,
): string | undefined {
  const { from, to } = spanOf(register);
  if (words.length !== to - from) return `must have ${to - from} registers, from address ${from}`;
  const data = new DataView(new ArrayBuffer(2 * words.length));
  words.forEach((word, at) => {
    data.setUint16(2 * at, Number.parseInt(word, 16));
  });
  const value = decoderOf(register, wordOrder)(data, 2 * (register.address - from)) ?? null;
  if (value === expected) return undefined;
  if (value !== null && expected !== null && Math.abs(value - expected) <= tolerance * Math.abs(expected))
    return undefined;
  return `decodes to ${value ?? "no value"}, not to ${expected ?? "no value"}; check type, scale, unit and wordOrder`;
}
