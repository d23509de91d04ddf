/**
 * How long a machine drew how much, in 96 steps of the logarithm from 10 W to 10 MW, and before them everything less. Minutes;
 * what is a month old counts half.
 */
export type PowerHistogram = readonly number[];

export const histogramSteps = 96;
const lowestKw = 0.01;
const stepsPerDecade = 16;

export const emptyHistogram: PowerHistogram = Array.from({ length: histogramSteps + 1 }, () => 0);

/** 0: less than can be called power. */
export function stepOf(kw: number): number {
  if (kw < lowestKw) return 0;
  return Math.min(histogramSteps, 1 + Math.floor(Math.log10(kw / lowestKw) * stepsPerDecade));
}

/** The power at which a step begins, kW. */
export const powerOf = (step: number): number => lowestKw * 10 ** ((step - 1) / stepsPerDecade);

export function histogramAfter(histogram: PowerHistogram, kw: number, minutes: number): PowerHistogram {
  const next = histogram.slice();
  const step = stepOf(kw);
  next[step] = Math.round(((next[step] ?? 0) + minutes) * 100) / 100;
  return next;
}

const halfLifeDays = 30;

/** A day later. */
export const fadedHistogram = (histogram: PowerHistogram): PowerHistogram =>
  histogram.map((minutes) => Math.round(minutes * 0.5 ** (1 / halfLifeDays) * 100) / 100);
