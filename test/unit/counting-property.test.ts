import assert from "node:assert/strict";
import type { Interval, Message } from "../../dist/lib/contract/messages.js";
import { type Arrivals, arrivalsOf } from "../support/arrivals.ts";
import { chanceOf } from "../support/chance.ts";
import { countWorld, worldMaxGapMs } from "../support/counted-world.ts";
import { countByRule, publishedRules } from "../support/published-rules.ts";
import { type Fault, type World, worldOf } from "../support/register-world.ts";
import { shrunk } from "../support/shrink.ts";

/**
 * Registers whose truth is known to their maker, counted by the accumulator's own logic. Seeds are printed with what
 * they fail. COUNTING_SEQUENCES=1000000 is the nightly form, COUNTING_SEED where it begins; COUNTING_TABLE=1 prints
 * the table of `docs/counting.md`.
 */
const count = Number(process.env.COUNTING_SEQUENCES ?? 3000);
const firstSeed = Number(process.env.COUNTING_SEED ?? 1);
const quarter = 900_000;
const restarts = 0.05;

const scenes: readonly [string, readonly Fault[], Arrivals][] = [
  ["no fault", [], {}],
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

const toleranceOf = (world: World): number => world.digit * (1 + world.events.length);

/** Why a count is not what it must be; undefined where it is. */
function mistakeIn(world: World, messages: readonly Message[]): string | undefined {
  const counted = countWorld(world, messages, { restarts });
  const short = world.energy - counted.total;
  if (short < -toleranceOf(world)) return `counted ${-short} too much (one digit is ${world.digit})`;
  if (short > toleranceOf(world) + world.hidden) {
    return `counted ${short} too little (one digit is ${world.digit}, ${world.hidden} is hidden)`;
  }
  if (counted.total !== counted.byDays) return `quarter-hours say ${counted.total}, days ${counted.byDays}`;
  return qualityMistake(world, counted.intervals);
}

/** Estimated is what a reset or the boundary in a long gap touches, and nothing else. */
function qualityMistake(world: World, intervals: readonly Interval[]): string | undefined {
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

/** Glitches that were once counted as measured. */
const onceWrong = [7851, 7877, 22623, 200793];
const seeds = Array.from({ length: Math.ceil(count / scenes.length) }, (_, n) => firstSeed + n);

describe(`counting ${seeds.length * scenes.length} generated registers, seeds from ${firstSeed}`, function () {
  this.timeout(0);
  for (const [name, kinds, arrivals] of scenes) {
    it(`counts every kilowatt-hour once and says how sure it is: ${name}`, () => {
      for (const seed of seeds) {
        const world = worldOf(seed, kinds);
        const mistake = mistakeIn(world, arrivalsOf(world, arrivals));
        if (mistake) assert.fail(`seed ${seed}: ${mistake}`);
      }
    });
  }

  it("knows a glitch where nobody said what the meter can measure, or says that it is not sure", () => {
    for (const seed of [...seeds, ...onceWrong]) {
      const world = worldOf(seed, ["low-glitch", "high-glitch"]);
      const { total, intervals } = countWorld(world, arrivalsOf(world, {}), { rated: false });
      const isExact = Math.abs(world.energy - total) <= toleranceOf(world);
      assert.ok(
        isExact || intervals.some(({ quality }) => quality === "estimated"),
        `seed ${seed}: ${world.energy - total}`,
      );
    }
  });

  it("ends with the same intervals whatever the order of arrival within the window", () => {
    const kinds: readonly Fault[] = ["wrap", "low-glitch", "high-glitch", "gap", "reset"];
    const facts = ({ from, amount, quality }: Interval) => [from, amount, quality];
    for (const seed of seeds) {
      const world = worldOf(seed, kinds);
      const inOrder = arrivalsOf(world, {});
      const expected = JSON.stringify(countWorld(world, inOrder).intervals.map(facts));
      const differs = (messages: readonly Message[], reference: string): boolean =>
        JSON.stringify(countWorld(world, messages).intervals.map(facts)) !== reference;
      const shuffled = arrivalsOf(world, { late: 0.3, twice: 0.1 });
      if (!differs(shuffled, expected)) continue;
      const part = shrunk(shuffled, (some) => {
        const sorted = [...new Set(some)].sort((a, b) => ("at" in a && "at" in b ? a.at - b.at : 0));
        return differs(some, JSON.stringify(countWorld(world, sorted).intervals.map(facts)));
      });
      assert.fail(
        `seed ${seed}: ${part.length} messages in this order differ:\n${part.map((m) => JSON.stringify(m)).join("\n")}`,
      );
    }
  });

  it("keeps to its bounds where faults follow each other so closely that nobody could tell them apart", () => {
    for (const seed of seeds) {
      const world = worldOf(seed, ["low-glitch", "high-glitch", "gap", "swap", "wrap"]);
      const chance = chanceOf(seed ^ 0x9e3779b9);
      const wild = arrivalsOf(world, { late: 0.3, veryLate: 0.05, twice: 0.1 }).filter(() => chance() > 0.3);
      const { intervals, total, byDays } = countWorld(world, wild, { restarts });
      const wrong = intervals.find(({ amount, to, from }) => {
        const most = (world.ratedPowerKw * 1.25 * (to - from)) / 3_600_000 + (4 * world.digit) / 1e6;
        return amount < 0 || (amount > most * 12 && amount > 1e9);
      });
      assert.equal(wrong, undefined, `seed ${seed}`);
      assert.equal(total, byDays, `seed ${seed}`);
    }
  });

  if (process.env.COUNTING_TABLE) it("beside published rules", () => printTable());
});

/** How many registers each rule gets wrong by more than one digit and what a reset hides, and by how much on average. */
function printTable(): void {
  const names = ["ours", ...Object.keys(publishedRules)];
  console.log(`| faults | ${names.join(" | ")} |\n| --- |${" --- |".repeat(names.length)}`);
  for (const [scene, kinds, arrivals] of scenes) {
    const wrong = names.map(() => ({ count: 0, share: 0 }));
    for (const seed of seeds) {
      const world = worldOf(seed, kinds);
      const messages = arrivalsOf(world, arrivals);
      const totals = [
        countWorld(world, messages).total,
        ...Object.values(publishedRules).map((rule) => countByRule(rule, messages)),
      ];
      totals.forEach((total, index) => {
        const over = Math.max(0, total - world.energy, world.energy - world.hidden - total);
        const tally = wrong[index] as { count: number; share: number };
        if (over > toleranceOf(world)) tally.count++;
        if (over > toleranceOf(world)) tally.share += over / Math.max(1, world.energy);
      });
    }
    const cells = wrong.map(({ count: n, share }) => {
      const percent = (100 * n) / seeds.length;
      return n === 0 ? "0" : `${percent.toFixed(1)} % (${shown((100 * share) / seeds.length)})`;
    });
    console.log(`| ${scene} | ${cells.join(" | ")} |`);
  }
}

const shown = (percent: number): string =>
  percent >= 1000 ? `${Number((percent / 100).toPrecision(2))} times` : `${percent.toPrecision(2)} %`;
