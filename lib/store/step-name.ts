const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** A calendar day has 23 to 25 hours where the clocks change. */
const isCalendarDay = (length: number): boolean => length >= 23 * hour && length <= 25 * hour;

/** `15m`, `60m`, `1d`; lengths that are no whole minutes are named in ms. */
export function stepName(from: number, to: number): string {
  const length = to - from;
  if (isCalendarDay(length)) return "1d";
  return length % minute === 0 ? `${length / minute}m` : `${length}ms`;
}

/** The length that the name stands for, ms: of a calendar day its usual one. */
export function stepLength(name: string): number {
  const match = /^(-?\d+)(m|d|ms)$/.exec(name);
  if (!match) throw new RangeError(`not a step: ${name}`);
  const unit = { m: minute, d: 24 * hour, ms: 1 }[match[2] as "m" | "d" | "ms"];
  return Number(match[1]) * unit;
}
