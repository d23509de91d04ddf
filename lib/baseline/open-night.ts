import type { RestSpan } from "./rest-span";
import type { Use } from "./use-track";

/** A night that is not over. */
export interface OpenNight extends RestSpan {
  /** Begin of each piece, what was used in it, and how much of its time is known, ms. */
  readonly slots: readonly (readonly [from: number, amount: number, knownMs: number])[];
  readonly slotMs: number;
  /** When something last came of it: a backlog brings nights that are long over. */
  readonly heardAt: number;
}

/** Finer values are put together: a compressor that goes on and off every minute has no floor by the minute. */
const leastSlotMs = 900_000;
/** What spans more than this is left out unless it lies within the night. */
const longestAcrossMs = 3_600_000;
const knownShare = 0.9;

export function openNight({ from, to }: RestSpan, stepMs: number, now: number): OpenNight {
  return { from, to, slots: [], slotMs: Math.max(leastSlotMs, stepMs), heardAt: now };
}

/** Adds what was used; a corrected interval replaces what it was. */
export function withUse(night: OpenNight, use: Use, now: number): OpenNight {
  const { from, to, slotMs } = night;
  if ((use.from < from || use.to > to) && use.to - use.from > longestAcrossMs) return night;
  const slots = [...night.slots];
  const begin = Math.max(from, use.from);
  const end = Math.min(to, use.to);
  for (let at = begin - ((begin - from) % slotMs); at < end; at += slotMs) {
    const ms = Math.min(end, at + slotMs) - Math.max(begin, at);
    const amount = (use.amount * ms) / (use.to - use.from);
    put(slots, at, amount, ms, slotMs);
  }
  return { ...night, slots, heardAt: now };
}

function put(
  slots: [number, number, number][] | OpenNight["slots"][number][],
  at: number,
  amount: number,
  ms: number,
  slotMs: number,
): void {
  let index = slots.length - 1;
  while (index >= 0 && (slots[index] as OpenNight["slots"][number])[0] > at) index--;
  const known = slots[index];
  if (known?.[0] !== at) slots.splice(index + 1, 0, [at, amount, ms]);
  else if (ms >= knownShare * slotMs) slots[index] = [at, amount, ms];
  else if (known[2] + ms <= slotMs) slots[index] = [at, known[1] + amount, known[2] + ms];
}

/** What was used in each piece that is known, per hour. */
export function perHour({ slots, slotMs }: OpenNight): number[] {
  return slots.filter(([, , ms]) => ms >= knownShare * slotMs).map(([, amount, ms]) => (amount * 3_600_000) / ms);
}

/** Share of the night that is known. */
export const knownOf = ({ slots, from, to }: OpenNight): number =>
  slots.reduce((sum, [, , ms]) => sum + ms, 0) / (to - from);
