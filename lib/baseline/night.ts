/** What is kept of one night (or any other daily span without work). */
export interface Night {
  /** When its span began, ms UTC. */
  readonly from: number;
  /** Its floor: what nothing of the machine's own work adds to, per hour, in the quantity's unit. */
  readonly floor: number;
  /** How far the upper quarter lies above the lowest intervals, as a ratio; a night at rest is even. */
  readonly spread: number;
  /** Mean outdoor temperature of the day that ended with it, °C. */
  readonly temperature?: number;
}

/** Low enough to miss what is on for half of the night, high enough that a single short interval does not decide. */
const floorQuantile = 0.35;
const lowQuantile = 0.05;
const highQuantile = 0.75;
/** Nothing below counts as use: the quantiles of a machine that is really off are 0. */
const leastFloor = 1e-6;

/** Undefined for a night in which nothing was used: there is no baseline to drift. */
export function nightOf(from: number, amounts: readonly number[], temperature?: number): Night | undefined {
  const sorted = [...amounts].sort((a, b) => a - b);
  const floor = quantile(sorted, floorQuantile);
  if (!(floor > leastFloor)) return undefined;
  const low = Math.max(leastFloor, quantile(sorted, lowQuantile));
  const spread = quantile(sorted, highQuantile) / low - 1;
  return { from, floor, spread, ...(temperature !== undefined && { temperature }) };
}

/** Of sorted values, between neighbours in proportion. */
export function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const value = sorted[below] ?? Number.NaN;
  return value + (place - below) * ((sorted[below + 1] ?? value) - value);
}

/** A night so far above those before it, and so uneven, was worked: a little higher is enough where it is very uneven. */
const worked = [
  { rise: 1.35, spread: 0.08 },
  { rise: 1.1, spread: 0.5 },
] as const;
const nightsBefore = 21;
const fewestBefore = 7;

/** Whether work went on: it says nothing of the baseline. An even night is never taken for work, however high. */
export function isWorked({ floor, spread }: Night, before: readonly Night[]): boolean {
  const floors = before
    .slice(-nightsBefore)
    .map((night) => night.floor)
    .sort((a, b) => a - b);
  if (floors.length < fewestBefore) return false;
  const usual = quantile(floors, floorQuantile);
  return worked.some((one) => spread > one.spread && floor > one.rise * usual);
}
