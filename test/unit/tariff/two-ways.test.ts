import assert from "node:assert/strict";
import { billOf } from "../../../dist/lib/tariff/bill.js";
import type { LoadInterval } from "../../../dist/lib/tariff/load.js";
import { parseTariff } from "../../../dist/lib/tariff/parse-tariff.js";
import { chanceOf } from "../../support/chance.ts";
import { NaiveBill, type Step, stepsOf } from "../../support/naive-bill.ts";
import { randomTariff, writtenTariff } from "../../support/random-tariff.ts";

const cases = Number(process.env.TARIFF_CASES ?? 200);
const seed = Number(process.env.TARIFF_SEED ?? 20_260_101);
const timeZone = "Europe/Vienna";
const quarter = 900_000;

/** Months with a change of the clock in one of them, and the month before. */
const worlds: readonly (readonly [before: readonly Step[], month: readonly Step[]])[] = [
  ["2024-02-01", "2024-03-01", "2024-04-01"],
  ["2024-09-01", "2024-10-01", "2024-11-01"],
  ["2025-02-01", "2025-03-01", "2025-04-01"],
].map(([first, second, end]) => [
  stepsOf(first as string, second as string, timeZone),
  stepsOf(second as string, end as string, timeZone),
]);

/** Tenths of a kWh for each quarter hour, and the same as intervals of any whole number of quarters. */
function randomLoad(steps: readonly Step[], chance: () => number): [Map<number, number>, LoadInterval[]] {
  const tenths = new Map<number, number>();
  const intervals: LoadInterval[] = [];
  const level = 1 + Math.floor(chance() * 200);
  for (let index = 0; index < steps.length; ) {
    const length = Math.min(chance() < 0.7 ? 1 : 1 + Math.floor(chance() * 8), steps.length - index);
    const each = chance() < 0.02 ? level * 4 : Math.floor(chance() * level);
    const from = (steps[index] as Step).at;
    for (let step = 0; step < length; step += 1) tenths.set(from + step * quarter, each);
    intervals.push({ from, to: from + length * quarter, amount: (each * length) / 10, quality: "measured" });
    index += length;
  }
  return [tenths, intervals];
}

/** Cuts intervals anywhere and joins those of equal power. */
function cutAnew(intervals: readonly LoadInterval[], chance: () => number): LoadInterval[] {
  return intervals.flatMap((interval) => {
    const { from, to, amount } = interval;
    const at = from + 1000 * Math.floor((chance() * (to - from)) / 1000);
    if (at === from || chance() < 0.5) return interval;
    const first = (amount * (at - from)) / (to - from);
    return [
      { ...interval, to: at, amount: first },
      { ...interval, from: at, amount: amount - first },
    ];
  });
}

const nameOf = ({ component, period, tier }: { component: string; period?: string; tier?: string }, plain: boolean) =>
  plain ? component : `${component}/${period ?? ""}/${tier ?? ""}`;

describe(`two independent ways to the same bill (seed ${seed})`, () => {
  it(`agree to the cent on ${cases} random tariffs and loads, however the intervals were cut`, function () {
    this.timeout(600_000);
    const plain = new Set(["fixed", "reactive", "discount", "minimum", "levy", "vat"]);
    for (let index = 0; index < cases; index += 1) {
      const chance = chanceOf(seed + index);
      const [before, month] = worlds[index % worlds.length] as (typeof worlds)[number];
      const all = [...before, ...month];
      const tariff = randomTariff(chance);
      const [active, intervals] = randomLoad(all, chance);
      const [reactive, kvarh] = randomLoad(all, chance);
      const holidays = new Set(month.filter(() => chance() < 0.001).map(({ date }) => date));
      const naive = new NaiveBill(tariff, holidays).month(month, { active, reactive }, [before]);
      const [first, last] = [month[0] as Step, month.at(-1) as Step];
      const request = {
        tariff: parseTariff(writtenTariff(tariff)),
        load: { active_energy_import: intervals, reactive_energy_import: kvarh },
        from: first.at,
        to: last.at + quarter,
        timeZone,
        currency: "EUR",
        holidays,
      };
      const bill = billOf(request);
      const ours = bill.lines.map((line) => [nameOf(line, plain.has(line.component)), line.amount]);
      const theirs = [...naive].map(([name, cents]) => [name, (Number(cents) / 100).toFixed(2)]);
      const used = ([, amount]: readonly string[]) => Number(amount) !== 0;
      const sorted = (lines: string[][]) => Object.fromEntries(lines.filter(used).sort());
      assert.deepEqual(sorted(ours as string[][]), sorted(theirs), `seed ${seed + index}`);
      const recut = { ...request.load, active_energy_import: cutAnew(intervals, chance) };
      assert.deepEqual(billOf({ ...request, load: recut }).lines, bill.lines, `cut anew, seed ${seed + index}`);
    }
  });
});
