import assert from "node:assert/strict";
import type { Interval, Message } from "../../dist/lib/contract/messages.js";
import { arrivalsOf } from "../support/arrivals.ts";
import { chanceOf } from "../support/chance.ts";
import { countWorld } from "../support/counted-world.ts";
import { impossible, judge, toleranceOf } from "../support/judge.ts";
import { countByRule, publishedRules } from "../support/published-rules.ts";
import type { Fault } from "../support/register-world.ts";
import { scenes } from "../support/scenes.ts";
import { shrunk } from "../support/shrink.ts";
import { worldOf } from "../support/world-maker.ts";

/**
 * Registers whose truth is known to their maker, counted by the accumulator's own logic. Seeds are printed with what
 * they fail. COUNTING_SEQUENCES=1000000 is the nightly form, COUNTING_SEED where it begins; COUNTING_TABLE=1 prints
 * the table of `docs/counting.md`.
 */
const count = Number(process.env.COUNTING_SEQUENCES ?? 3000);
const firstSeed = Number(process.env.COUNTING_SEED ?? 1);
const restarts = 0.05;

const seeds = Array.from({ length: Math.ceil(count / scenes.length) }, (_, n) => firstSeed + n);

describe(`counting ${seeds.length * scenes.length} generated registers, seeds from ${firstSeed}`, function () {
  this.timeout(0);
  for (const [name, kinds, arrivals] of scenes) {
    it(`counts every kilowatt-hour once and says how sure it is: ${name}`, () => {
      for (const seed of seeds) {
        const world = worldOf(seed, kinds);
        const { wrong, quality } = judge(world, countWorld(world, arrivalsOf(world, arrivals), { restarts }));
        if (wrong ?? quality) assert.fail(`seed ${seed}: ${wrong ?? quality}`);
      }
    });
  }

  it("knows a glitch where nobody said what the meter can measure, or says that it is not sure", () => {
    for (const seed of seeds) {
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
      assert.equal(impossible(world, intervals), undefined, `seed ${seed}`);
      assert.equal(total, byDays, `seed ${seed}`);
    }
  });

  if (process.env.COUNTING_TABLE) it("beside published rules", () => printTable());
});

/** How many registers each rule gets wrong by more than one digit and what a reset hides, and by how much on average. */
function printTable(): void {
  const names = ["ours", "ours, and called measured", ...Object.keys(publishedRules)];
  console.log(`| faults | ${names.join(" | ")} |\n| --- |${" --- |".repeat(names.length)}`);
  for (const [scene, kinds, arrivals] of scenes) {
    const wrong = names.map(() => ({ count: 0, share: 0 }));
    for (const seed of seeds) {
      const world = worldOf(seed, kinds);
      const messages = arrivalsOf(world, arrivals);
      const counted = countWorld(world, messages);
      const unsaid = judge(world, counted).wrong ? counted.total : world.energy;
      const totals = [
        counted.total,
        unsaid,
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
