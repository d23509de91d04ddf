import type { PowerSample } from "./power-sample";

/** A quarter of an hour that is being taken in: what it comes to is learnt as one, at whatever cadence readings come. */
export interface Slot {
  readonly from: number;
  readonly kwh: number;
  readonly hours: number;
  readonly highestKw: number;
}

export const slotMs = 900_000;
const msPerHour = 3_600_000;

/** `closed` is the slot that is over. A stretch counts where it ends. */
export function slotAfter(
  before: Slot | undefined,
  { from, to, kw, now, isMean }: PowerSample,
): { readonly slot: Slot; readonly closed?: Slot } {
  const begin = Math.floor((isMean ? to - 1 : to) / slotMs) * slotMs;
  const hours = (to - from) / msPerHour;
  if (!before || before.from !== begin) {
    const slot = { from: begin, kwh: kw * hours, hours, highestKw: now };
    return { slot, ...(before && before.from < begin && { closed: before }) };
  }
  return {
    slot: {
      from: begin,
      kwh: before.kwh + kw * hours,
      hours: before.hours + hours,
      highestKw: Math.max(before.highestKw, now),
    },
  };
}
