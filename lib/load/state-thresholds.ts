import { histogramSteps, type PowerHistogram, powerOf } from "./histogram";

/** Below `off` a machine is off, from `running` on it runs, between them it idles; kW. */
export interface StateThresholds {
  readonly offBelowKw: number;
  readonly runningAboveKw: number;
}

/** So long it takes to know what a machine does, minutes. */
const leastMinutes = 1.9 * 1440;
/** What it does less often than this is no state of it. */
const leastShare = 0.02;
const leastOffShare = 0.005;
/** Two habits are two where it does what lies between them less than half as often. */
const valleyShare = 0.5;
/** A machine idles well below its work, and whoever draws hardly anything is off. */
const idleBelow = 0.6;
const offBelowNext = 0.03;
const offBelowIdle = 0.15;

/** A power that a machine keeps to: steps of the histogram, `to` exclusive. */
interface Habit {
  readonly from: number;
  readonly to: number;
  readonly peak: number;
}

/** What a machine's powers say about its states; undefined while they fall into no two parts. */
export function thresholdsOf(histogram: PowerHistogram): StateThresholds | undefined {
  const total = histogram.reduce((a, b) => a + b, 0);
  if (total < leastMinutes) return undefined;
  const habits = habitsOf(histogram, total * leastShare);
  const isSwitchedOff = (histogram[0] ?? 0) >= leastOffShare * total;
  const means = habits.map((habit) => meanOf(histogram, habit));
  const between = habits.slice(1).map(({ from }) => powerOf(from));
  const [lowest = 0, second = 0] = means;
  const work = means.at(-1) ?? 0;
  const zeroEnd = powerOf(1);
  if (isSwitchedOff && habits.length === 1) return { offBelowKw: zeroEnd, runningAboveKw: zeroEnd };
  if (habits.length < 2) return undefined;
  const [first = 0, next] = between;
  const lowestIsOff =
    !isSwitchedOff && (next === undefined ? lowest < offBelowNext * second : lowest < offBelowIdle * second);
  if (!lowestIsOff) return lowest > idleBelow * work ? undefined : { offBelowKw: zeroEnd, runningAboveKw: first };
  if (next === undefined || second > idleBelow * work) return { offBelowKw: first, runningAboveKw: first };
  return { offBelowKw: first, runningAboveKw: next };
}

/** The parts into which the powers fall; neighbours that no valley parts, or that hardly occur, are one. */
function habitsOf(histogram: PowerHistogram, least: number): Habit[] {
  const density = smoothed(histogram);
  const at = (step: number): number => density[step] ?? 0;
  let habits: Habit[] = [];
  for (let step = 1; step <= histogramSteps; step++) {
    if (at(step) > 0 && at(step) >= at(step - 1) && at(step) > at(step + 1))
      habits.push({ from: 1, to: 0, peak: step });
  }
  habits = habits.map((habit, index) => ({
    peak: habit.peak,
    from: index === 0 ? 1 : valleyOf(density, (habits[index - 1] as Habit).peak, habit.peak),
    to:
      index === habits.length - 1
        ? histogramSteps + 1
        : valleyOf(density, habit.peak, (habits[index + 1] as Habit).peak),
  }));
  for (let index = weakest(); index !== undefined; index = weakest()) habits = joined(habits, index, at);
  return habits;

  /** The first whose border to the next is no border. */
  function weakest(): number | undefined {
    const found = habits.findIndex((habit, index) => {
      const next = habits[index + 1];
      if (!next) return false;
      const isShallow = at(next.from) > valleyShare * Math.min(at(habit.peak), at(next.peak));
      return isShallow || massOf(histogram, habit) < least || massOf(histogram, next) < least;
    });
    return found === -1 ? undefined : found;
  }
}

function joined(habits: readonly Habit[], index: number, at: (step: number) => number): Habit[] {
  const [habit, next] = [habits[index] as Habit, habits[index + 1] as Habit];
  const peak = at(habit.peak) >= at(next.peak) ? habit.peak : next.peak;
  return [...habits.slice(0, index), { from: habit.from, to: next.to, peak }, ...habits.slice(index + 2)];
}

/** The lowest step between two; where the floor is level, its middle. */
function valleyOf(density: readonly number[], from: number, to: number): number {
  const floor = Math.min(...density.slice(from, to + 1));
  const lowest = Array.from({ length: to - from + 1 }, (_, index) => from + index).filter(
    (step) => density[step] === floor,
  );
  return lowest[lowest.length >> 1] ?? to;
}

const massOf = (histogram: PowerHistogram, { from, to }: Habit): number =>
  histogram.slice(from, to).reduce((a, b) => a + b, 0);

function meanOf(histogram: PowerHistogram, habit: Habit): number {
  let sum = 0;
  for (let step = habit.from; step < habit.to; step++) sum += (histogram[step] ?? 0) * powerOf(step + 0.5);
  return sum / massOf(histogram, habit);
}

const kernel = [1, 4, 6, 4, 1] as const;
const kernelSum = 16;

/** The empty steps beyond both ends count as none; what is 0 stays apart from what is little. */
function smoothed(histogram: PowerHistogram): number[] {
  const density = histogram.slice();
  for (let step = 1; step <= histogramSteps; step++) {
    let sum = 0;
    kernel.forEach((weight, index) => {
      const neighbour = step + index - 2;
      if (neighbour >= 1 && neighbour <= histogramSteps) sum += weight * (histogram[neighbour] ?? 0);
    });
    density[step] = sum / kernelSum;
  }
  density[0] = 0;
  return density;
}
