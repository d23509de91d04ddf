import { EnergyError } from "../contract/error";
import type { Reading } from "../contract/messages";
import { decoderOf } from "./decode";
import { type Profile, spanOf } from "./profile";

/** Registers that somebody else has read: their words, and the address of the first. */
export interface RegisterWords {
  readonly address: number;
  readonly words: readonly number[];
}

const mostWords = 125;

/**
 * Registers in a message as the nodes of node-red-contrib-modbus send it: words or bytes as `payload`, else as
 * `responseBuffer`, their address in `modbusRequest` or as given. Where the message says with which function
 * they were read, it must be the profile's: the same address is another register there. Throws MESSAGE_INVALID.
 */
export function registersIn(
  msg: Readonly<Record<string, unknown>>,
  profile: Pick<Profile, "id" | "functionCode">,
  firstAddress?: number,
): RegisterWords {
  const words = wordsOf(msg.payload) ?? wordsOf(msg.responseBuffer);
  if (!words) throw invalid("payload", "must be register words from 0 to 65535, or their bytes");
  if (words.length === 0 || words.length > mostWords) throw invalid("payload", `must hold 1 to ${mostWords} registers`);
  const { address, fc } = (msg.modbusRequest ?? {}) as { address?: unknown; fc?: unknown };
  if (fc !== undefined && wholeNumber(fc) !== profile.functionCode) {
    throw invalid(
      "modbusRequest.fc",
      `must be ${profile.functionCode}, with which the registers of the profile "${profile.id}" are read`,
    );
  }
  const first = wholeNumber(address === undefined ? firstAddress : address);
  if (first === undefined || first + words.length > 65_536) {
    throw invalid("modbusRequest.address", "must be the 0-based address of the first register");
  }
  return { address: first, words };
}

/** From 0 on, as a number or, as dialogs give it, as digits. */
function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === "string" && /^\d{1,5}$/.test(value) ? Number(value) : value;
  return Number.isInteger(number) && (number as number) >= 0 ? (number as number) : undefined;
}

/** The values that lie whole in these registers. Throws MESSAGE_INVALID where there are none. */
export function readingFrom(
  { address, words }: RegisterWords,
  { site, meter }: { readonly site: string; readonly meter: string },
  profile: Profile,
  at: number,
): Reading {
  const data = new DataView(new ArrayBuffer(2 * words.length));
  words.forEach((word, n) => {
    data.setUint16(2 * n, word);
  });
  const values: Record<string, number> = {};
  for (const register of profile.registers) {
    const { from, to } = spanOf(register);
    if (from < address || to > address + words.length) continue;
    const value = decoderOf(register, profile.wordOrder)(data, 2 * (register.address - address));
    if (value !== undefined) values[register.quantity] = value;
  }
  if (Object.keys(values).length === 0) {
    const last = address + words.length - 1;
    throw invalid("payload", `no value of the profile "${profile.id}" lies in the registers ${address} to ${last}`);
  }
  return { kind: "reading", site, meter, at, values, quality: "good" };
}

function wordsOf(value: unknown): readonly number[] | undefined {
  if (Array.isArray(value)) return value.every(isWord) ? value : undefined;
  if (value instanceof Uint8Array) return value.length % 2 === 0 ? fromBytes(value) : undefined;
  const { buffer, data } = (value ?? {}) as { buffer?: unknown; data?: unknown };
  if (buffer instanceof Uint8Array) return wordsOf(buffer);
  return Array.isArray(data) ? wordsOf(data) : undefined;
}

const isWord = (word: unknown): word is number =>
  Number.isInteger(word) && (word as number) >= 0 && (word as number) <= 65_535;

function fromBytes(bytes: Uint8Array): number[] {
  return Array.from({ length: bytes.length / 2 }, (_, n) => ((bytes[2 * n] ?? 0) << 8) | (bytes[2 * n + 1] ?? 0));
}

const invalid = (place: string, detail: string): EnergyError => new EnergyError("MESSAGE_INVALID", { place, detail });
