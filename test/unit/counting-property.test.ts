import assert from "node:assert/strict";
import { type Arrivals, arrivalsOf } from "../support/arrivals.ts";
import { countWorld, worldMaxGapMs } from "../support/counted-world.ts";
import { type Fault, faults, type World, worldOf } from "../support/register-world.ts";

const quarter = 900_000;

/** Why a count is not what it must be; undefined where it is. */
function mistakeIn(world: World, arrivals: Arrivals, restarts: number): string | undefined {
  const counted = countWorld(world, arrivalsOf(world, arrivals), { restarts });
  const tolerance = world.digit * (1 + world.events.length);
  const short = world.energy - counted.total;
  if (short < -tolerance) return `counted ${-short} too much (one digit is ${world.digit})`;
  if (short > tolerance + world.hidden)
    return `counted ${short} too little (one digit is ${world.digit}, hidden ${world.hidden})`;
  if (counted.total !== counted.byDays) return `quarter-hours say ${counted.total}, days ${counted.byDays}`;
  return qualityMistake(world, counted.intervals);
}

function qualityMistake(world: World, intervals: ReturnType<typeof countWorld>["intervals"]): string | undefined {
  const times = world.told.filter(({ wrong }) => !wrong).map(({ reading }) => reading.at);
  for (const { at } of world.events) times.push(at);
  times.sort((a, b) => a - b);
  const uncertain = [...world.resets];
  times.slice(1).forEach((to, index) => {
    const from = times[index] as number;
    const boundary = (Math.floor(from / quarter) + 1) * quarter;
    if (to - from > 2 * worldMaxGapMs && boundary < to) uncertain.push({ from, to });
  });
  for (const { from, to, quality, reasons } of intervals) {
    const touched = uncertain.some((stretch) => stretch.from < to && stretch.to > from);
    if (touched !== (quality === "estimated"))
      return `${new Date(from).toISOString()} is ${quality} (${reasons.join()})`;
  }
  return undefined;
}

const count = Number(process.env.COUNTING_SEQUENCES ?? 3000);
const firstSeed = Number(process.env.COUNTING_SEED ?? 1);

const scenes: readonly [string, readonly Fault[], Arrivals][] = [
  ["without any fault", [], {}],
  ["wraps", ["wrap"], {}],
  ["glitches, low and high", ["low-glitch", "high-glitch"], {}],
  ["gaps", ["gap"], {}],
  ["announced swaps", ["swap"], {}],
  ["unannounced resets", ["reset"], {}],
  ["readings with a wrong clock", ["clock"], {}],
  ["any order within the window, and repeats", ["wrap", "low-glitch", "high-glitch"], { late: 0.2, twice: 0.1 }],
  ["readings hours late", ["wrap"], { veryLate: 0.05, late: 0.1 }],
  [
    "everything at once",
    ["wrap", "low-glitch", "high-glitch", "gap", "swap", "reset", "clock"],
    { late: 0.1, veryLate: 0.03, twice: 0.05 },
  ],
];

describe(`counting, ${count} generated registers from seed ${firstSeed}`, function () {
  this.timeout(0);
  for (const [name, kinds, arrivals] of scenes) {
    it(`counts every kilowatt-hour once: ${name}`, () => {
      const share = Math.ceil(count / scenes.length);
      for (let seed = firstSeed; seed < firstSeed + share; seed++) {
        const world = worldOf(seed, kinds);
        const mistake = mistakeIn(world, arrivals, 0.05);
        if (mistake) assert.fail(`seed ${seed}: ${mistake}`);
      }
    });
  }
});
