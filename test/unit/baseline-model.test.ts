import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bestModel, fitChangePoint } from "../../dist/lib/baseline/change-point.js";
import { fisherAbove, studentQuantile, studentTwoSided } from "../../dist/lib/baseline/distributions.js";
import { fitnessOf, isFit } from "../../dist/lib/baseline/fitness.js";
import type { UsePeriod } from "../../dist/lib/baseline/model-shape.js";
import { savingsOf } from "../../dist/lib/baseline/savings.js";
import { fitUseModel } from "../../dist/lib/baseline/use-model.js";

const folder = join(import.meta.dirname, "../fixtures/openeemeter");
const near = (value: number | undefined, expected: number, tolerance = 1e-9): void =>
  assert.ok(
    Math.abs((value ?? Number.NaN) - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${value} is not ${expected}`,
  );

const lines = (name: string): string[] => readFileSync(join(folder, name), "utf8").trim().split(/\r?\n/).slice(1);

function sample(name: string): UsePeriod[] {
  const temperatures = new Map(lines("il-temperature-daily.csv").map((line) => line.split(",") as [string, string]));
  return lines(name).flatMap((line) => {
    const [start = "", value = ""] = line.split(",");
    const temperature = temperatures.get(start.slice(0, 10));
    return value === "" || temperature === undefined
      ? []
      : [{ from: Date.parse(start), amount: Number(value), temperature: Number(temperature) }];
  });
}

const within = (periods: UsePeriod[], from: string, to: string): UsePeriod[] =>
  periods.filter(({ from: at }) => at >= Date.parse(`${from}T00:00-06:00`) && at < Date.parse(`${to}T00:00-06:00`));

describe("the expected use of the electricity sample", () => {
  const periods = sample("il-electricity-cdd-hdd-daily.csv");
  const before = within(periods, "2015-12-27", "2016-12-26");
  const after = within(periods, "2017-01-04", "2018-02-09");
  const model = fitUseModel(before, "5p", { heating: 60, cooling: 65 });

  it("is what an independent library finds with the same degree days", () => {
    assert.equal(before.length, 365);
    near(model?.terms[0]?.coefficient, 9.113894167578918);
    near(model?.terms[1]?.coefficient, 0.992138189053483);
    near(model?.terms[2]?.coefficient, 2.286821623260376);
    near(model?.fitness.rSquared, 0.7670074376003407);
    near(model?.fitness.adjustedRSquared, 0.7657201858743757);
    near(model?.fitness.cvRmse, 0.25511865250031407);
    near(model?.fitness.adjustedCvRmse, 0.25617359284829605);
    near(model?.fitness.nmbe, 0);
    assert.ok(model && isFit(model.fitness, "daily"));
    assert.ok(!isFit(model.fitness, "monthly"));
  });

  it("shows the designed saving with its uncertainty", () => {
    assert.ok(model);
    const savings = savingsOf(model, after);
    near(savings.actual, 10411.67, 1e-6);
    near(savings.saved, 940.7493493241855, 1e-9);
    assert.ok(savings.fraction - savings.uncertainty / savings.expected < 0.1);
    assert.ok(savings.fraction + savings.uncertainty / savings.expected > 0.1);
  });

  it("gets base temperatures by itself that follow the noise of its days, and the same saving", () => {
    const found = bestModel(before);
    assert.ok(found);
    assert.equal(found.shape, "5p");
    near(found.bases.heating, 60, 0.15);
    near(found.bases.cooling, 65, 0.05);
    near(savingsOf(found, after).fraction, 0.083, 0.01);
  });
});

describe("the expected use of the gas sample", () => {
  const periods = sample("il-gas-hdd-only-daily.csv");
  const before = within(periods, "2015-12-27", "2016-12-26");

  it("needs heating only, and shows the designed saving", () => {
    const found = bestModel(before);
    assert.ok(found);
    const savings = savingsOf(found, within(periods, "2017-01-04", "2018-02-09"));
    assert.equal(found.shape, "3p-heating");
    near(found.bases.heating, 60, 0.08);
    assert.ok(Math.abs(savings.fraction - 0.1) < savings.uncertainty / savings.expected);
  });
});

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
