const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** A calendar day has 23 to 25 hours where the clocks change. */
const isCalendarDay = (length: number): boolean => length >= 23 * hour && length <= 25 * hour;

const isCalendarMonth = (length: number): boolean => length >= 671 * hour && length <= 745 * hour;

/** `15m`, `60m`, `1d`, `1mo`; lengths that are no whole minutes are named in ms. */
export function stepName(from: number, to: number): string {
  const length = to - from;
  if (isCalendarDay(length)) return "1d";
  if (isCalendarMonth(length)) return "1mo";
  return length % minute === 0 ? `${length / minute}m` : `${length}ms`;
}

/** Asked for every interval that is read. */
const lengths = new Map<string, number>();
const mostLengths = 100;

/** The length that the name stands for, ms: of a calendar day its usual one, of a month 30 days. */
export function stepLength(name: string): number {
  const known = lengths.get(name);
  if (known !== undefined) return known;
  const match = /^(-?\d+)(m|d|mo|ms)$/.exec(name);
  if (!match) throw new RangeError(`not a step: ${name}`);
  const unit = { m: minute, d: 24 * hour, mo: 30 * 24 * hour, ms: 1 }[match[2] as "m" | "d" | "mo" | "ms"];
  const length = Number(match[1]) * unit;
  // Lengths that are no steps of a grid are as many as there are odd intervals.
  if (lengths.size < mostLengths) lengths.set(name, length);
  return length;
}
