import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bestModel, fitChangePoint } from "../../dist/lib/baseline/change-point.js";
import { fisherAbove, studentQuantile, studentTwoSided } from "../../dist/lib/baseline/distributions.js";
import { fitnessOf } from "../../dist/lib/baseline/fitness.js";
import { leastSquares } from "../../dist/lib/baseline/least-squares.js";
import type { UsePeriod } from "../../dist/lib/baseline/model-shape.js";
import { savingsOf } from "../../dist/lib/baseline/savings.js";
import { fitUseModel } from "../../dist/lib/baseline/use-model.js";

const folder = join(import.meta.dirname, "../fixtures/openeemeter");
const near = (value: number | undefined, expected: number, tolerance = 1e-9): void =>
  assert.ok(
    Math.abs((value ?? Number.NaN) - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${value} is not ${expected}`,
  );

const dayMs = 86_400_000;

/** The sample's days; no temperatures come with it, so a made season stands in for them: a sine over the year, coldest on 20 January. */
const season = (from: number): number => 52 - 25 * Math.cos((2 * Math.PI * (from / dayMs - 19)) / 365.25);

const sample = (name: string): UsePeriod[] =>
  readFileSync(join(folder, name), "utf8")
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .flatMap((line) => {
      const [start = "", value = ""] = line.split(",");
      const from = Date.parse(start);
      return value === "" ? [] : [{ from, amount: Number(value), temperature: season(from) }];
    });

const within = (periods: UsePeriod[], from: string, to: string): UsePeriod[] =>
  periods.filter(({ from: at }) => at >= Date.parse(`${from}T00:00-06:00`) && at < Date.parse(`${to}T00:00-06:00`));

const total = (periods: UsePeriod[]): number => periods.reduce((sum, { amount }) => sum + amount, 0);

for (const [medium, file] of [
  ["electricity", "il-electricity-cdd-hdd-daily.csv"],
  ["gas", "il-gas-hdd-only-daily.csv"],
] as const) {
  describe(`the expected use of the ${medium} sample by a made season`, () => {
    const periods = sample(file);
    const before = within(periods, "2015-12-27", "2016-12-26");
    const after = within(periods, "2017-01-04", "2018-01-04");

    it("has the reference's days", () => {
      assert.equal(before.length, 365);
      if (medium === "electricity") near(total(before), 10408.05, 1e-9);
    });

    it("shows the designed saving of 10 % within its uncertainty", () => {
      const model = bestModel(before);
      assert.ok(model);
      const { fraction, uncertainty, expected } = savingsOf(model, after);
      assert.ok(Math.abs(fraction - 0.1) < uncertainty / expected, `${fraction} ± ${uncertainty / expected}`);
      near(fraction, 0.1, 0.03);
    });
  });
}

describe("data that were made to have the reference's figures", () => {
  // What is left over is at right angles to every driver: least squares must give back the coefficients exactly.
  const made = periodsWith([9.113894167578918, 0.992138189053483, 2.286821623260376], 7.274760797687381);
  const model = fitUseModel(made, "5p", { heating: 60, cooling: 65 });

  it("give back coefficients and root mean square error", () => {
    near(model?.terms[0]?.coefficient, 9.113894167578918, 1e-11);
    near(model?.terms[1]?.coefficient, 0.992138189053483, 1e-11);
    near(model?.terms[2]?.coefficient, 2.286821623260376, 1e-11);
    assert.ok(model);
    const mean = total(made) / made.length;
    near(model.fitness.cvRmse * mean, 7.274760797687381, 1e-11);
    near(model.fitness.adjustedCvRmse * mean, 7.30484263847865, 1e-11);
    near(model.fitness.nmbe, 0);
  });
});

/** A year of daily use by degree days below 60 and above 65 and a rest of the given root mean square. */
function periodsWith([constant, heating, cooling]: readonly [number, number, number], rest: number): UsePeriod[] {
  const days = Array.from({ length: 365 }, (_none, day) => ({ from: day * dayMs, temperature: season(day * dayMs) }));
  const drivers = days.map(({ temperature }) => [1, Math.max(0, 60 - temperature), Math.max(0, temperature - 65)]);
  const columns = [0, 1, 2].map((at) => drivers.map((row) => row[at] as number));
  const noise = days.map((_day, index) => Math.sin(index * index * 0.37) + Math.cos(index * 1.9));
  const left = leastSquares(columns, noise)?.residuals ?? [];
  const scale = rest / Math.sqrt(left.reduce((sum, value) => sum + value * value, 0) / left.length);
  return days.map((day, index) => {
    const [one = 0, cold = 0, warm = 0] = drivers[index] ?? [];
    return { ...day, amount: constant * one + heating * cold + cooling * warm + scale * (left[index] ?? 0) };
  });
}

describe("change-point models", () => {
  it("find the change points that data were made with", () => {
    const year = Array.from({ length: 365 }, (_none, day): UsePeriod => {
      const temperature = 10 - 14 * Math.cos((2 * Math.PI * day) / 365) + 3 * Math.sin(day * 1.7);
      const heating = Math.max(0, 12 - temperature);
      const cooling = Math.max(0, temperature - 18);
      return { from: day * 86_400_000, temperature, amount: 50 + 4 * heating + 6 * cooling + Math.sin(day * 7.3) };
    });
    const model = fitChangePoint(year, "5p");
    near(model?.bases.heating, 12, 0.02);
    near(model?.bases.cooling, 18, 0.02);
    assert.equal(bestModel(year)?.shape, "5p");
  });
});

describe("fitness", () => {
  it("is that of eemeter's five points, with ASHRAE's sign of NMBE", () => {
    const fitness = fitnessOf([1, 3, 4, 1, 6], [2, 3, 3, 2, 4], 2);
    near(fitness.cvRmse, 0.394405, 1e-6);
    near(fitness.adjustedCvRmse, 0.509175, 1e-6);
    near(fitness.nmbe, 0.0666667, 1e-6);
    near(fitness.autocorrelation, -0.674, 1e-3);
    near(fitness.effectiveObservations, 25.694, 1e-4);
  });
});

describe("Student's t and Fisher's F", () => {
  it("have the quantiles of the printed tables", () => {
    near(studentQuantile(0.95, 1), 12.706204736432095, 1e-10);
    near(studentQuantile(0.95, 10), 2.2281388519649385, 1e-10);
    near(studentQuantile(0.99, 30), 2.74999565356722, 1e-10);
    near(studentQuantile(0.9, 23.694), 1.711, 1e-3);
    near(studentTwoSided(2, 5), 0.10193947882985917, 1e-10);
    near(fisherAbove(4.102821015, 2, 10), 0.05, 1e-8);
  });
});
