import series from "./steel-load.json";

/**
 * The load of a real steel works as a repeating year of 364 days that begins on a Monday, so that every
 * weekday keeps its own load. Origin and licence: `steel-load.md`.
 */

export const quartersPerDay = 96;
export const daysPerYear = 364;
const quartersPerYear = daysPerYear * quartersPerDay;

const numbers = (days: readonly string[]): Float64Array =>
  Float64Array.from(days.slice(0, daysPerYear).flatMap((day) => day.split(" ").map(Number)));

const activeKwhHundredths = numbers(series.activeKwhHundredths);
const reactiveKvarhTenths = numbers(series.reactiveKvarhTenths);

// The one all-zero quarter hour is a gap in the measurement: the one before it is played again.
for (let quarter = 1; quarter < quartersPerYear; quarter++) {
  if (activeKwhHundredths[quarter] !== 0) continue;
  activeKwhHundredths[quarter] = activeKwhHundredths[quarter - 1] ?? 0;
  reactiveKvarhTenths[quarter] = reactiveKvarhTenths[quarter - 1] ?? 0;
}

const peakHundredths = activeKwhHundredths.reduce((a, b) => Math.max(a, b), 0);

/** Index of a quarter hour of the series, for any whole number. */
const wrapped = (quarter: number): number => ((quarter % quartersPerYear) + quartersPerYear) % quartersPerYear;

/** The works' mean power in this quarter hour as a share of its highest, 0 to 1. */
export function worksLevel(quarter: number): number {
  return (activeKwhHundredths[wrapped(quarter)] ?? 0) / peakHundredths;
}

/** Reactive over active power in this quarter hour, kept where a motor can be. */
export function worksTanPhi(quarter: number): number {
  const index = wrapped(quarter);
  const ratio = ((reactiveKvarhTenths[index] ?? 0) * 10) / (activeKwhHundredths[index] ?? 1);
  return Math.min(1.2, Math.max(0.1, ratio));
}
