import type { Interval } from "../../dist/lib/contract/messages.js";
import type { CountedWorld } from "./counted-world.ts";
import { energyAt, type Stretch, type World } from "./register-world.ts";

/** What is wrong with a count of a world; nothing where it is what it must be. */
export interface Verdict {
  /** An amount or a sum that is wrong and does not say so, or beyond what is possible. */
  readonly wrong?: string;
  /** Not sure where it could be, or sure where it cannot. */
  readonly quality?: string;
  /** Intervals in which the readings leave open what happened. */
  readonly open: number;
}

const quarter = 900_000;
const longGapMs = 600_000;
/** What is believed beyond rated power, for overloads and clocks. */
const margin = 1.25;

export function judge(world: World, counted: CountedWorld): Verdict {
  const stretches = [...world.doubtful, ...world.deceptive, ...world.bounded];
  const open = counted.intervals.filter((interval) => touches(stretches, interval)).length;
  const wrong = wrongSum(world, counted) ?? wrongAmount(world, counted.intervals);
  const quality = wrongQuality(world, counted.intervals);
  return { open, ...(wrong && { wrong }), ...(quality && { quality }) };
}

/** One last digit, and one more wherever the register was exchanged or read otherwise. */
export const toleranceOf = ({ digit, events }: World): number => digit * (1 + events.length) + events.length;

const mostIn = ({ ratedPowerKw }: World, ms: number): number => (margin * ratedPowerKw * 1e6 * ms) / 3_600_000;
const lengthOf = (stretches: readonly Stretch[]): number => stretches.reduce((sum, { from, to }) => sum + to - from, 0);

function wrongSum(world: World, { total, byDays }: CountedWorld): string | undefined {
  if (total !== byDays) return `quarter-hours say ${total}, days ${byDays}`;
  const { doubtful, deceptive, hidden, between, digit } = world;
  const open = [...doubtful, ...deceptive];
  const slack = toleranceOf(world) + between + mostIn(world, lengthOf(open)) + open.length * 4 * digit;
  const short = world.energy - total;
  if (short < -slack) return `counted ${-short} too much (one digit is ${digit}, ${slack} is open)`;
  if (short > slack + hidden) return `counted ${short} too little (one digit is ${digit}, ${hidden} is hidden)`;
  return undefined;
}

const touches = (stretches: readonly Stretch[], { from, to }: Stretch): boolean =>
  stretches.some((stretch) => stretch.from < to && stretch.to > from);

const described = ({ from, amount, quality, reasons }: Interval): string =>
  `${new Date(from).toISOString().slice(11, 16)}: ${amount} ${quality} (${reasons.join()})`;

/** The first amount that the meter cannot have measured. */
export function impossible(world: World, intervals: readonly Interval[]): string | undefined {
  const found = intervals.find(({ from, to, amount }) => {
    return amount < 0 || amount * 1e6 > mostIn(world, to - from) + 6 * world.digit;
  });
  return found && `impossible ${described(found)}`;
}

/** Amounts are possible for the meter, and those that are called measured are right. */
function wrongAmount(world: World, intervals: readonly Interval[]): string | undefined {
  const beyond = impossible(world, intervals);
  if (beyond) return beyond;
  const times = rightTimes(world);
  for (const interval of intervals) {
    const { from, to, quality } = interval;
    const amount = Math.round(interval.amount * 1e6);
    if (quality !== "measured" || touches(world.deceptive, interval)) continue;
    const off = Math.abs(amount - (energyAt(world, to) - energyAt(world, from)));
    const allowed = 2 * toleranceOf(world) + blur(world, times, from) + blur(world, times, to);
    if (off > allowed) return `${described(interval)} is off by ${off} (${allowed} is allowed)`;
  }
  return undefined;
}

/** What may lie on either side of a boundary, because no reading stands on it. */
function blur(world: World, times: readonly number[], boundary: number): number {
  const before = times.findLast((at) => at <= boundary);
  const after = times.find((at) => at >= boundary);
  return before === undefined || after === undefined ? 0 : energyAt(world, after) - energyAt(world, before);
}

function rightTimes({ told, events }: World): number[] {
  const times = told.filter(({ wrong }) => !wrong).map(({ reading }) => reading.at);
  for (const { event, at } of events) if (event === "swap") times.push(at);
  return times.sort((a, b) => a - b);
}

/** Estimated is what a bounded amount or the boundary in a long gap touches, and nothing else. */
function wrongQuality(world: World, intervals: readonly Interval[]): string | undefined {
  const uncertain = [...world.bounded];
  const times = rightTimes(world);
  times.slice(1).forEach((to, index) => {
    const from = times[index] as number;
    const boundary = (Math.floor(from / quarter) + 1) * quarter;
    if (to - from > longGapMs && boundary < to) uncertain.push({ from, to });
  });
  const open = [...world.doubtful, ...world.deceptive];
  for (const interval of intervals) {
    if (touches(open, interval)) continue;
    if (touches(uncertain, interval) !== (interval.quality === "estimated")) return described(interval);
  }
  return undefined;
}
