import assert from "node:assert/strict";
import { nightsOf } from "../../dist/bench/drift/nights-of.js";
import { found, watched } from "../../dist/bench/drift/placements.js";
import { steelDays } from "../../dist/bench/drift.js";

const days = steelDays();
const nights = nightsOf(days);
/** 1 March, 1 October and 1 November as days of the year. */
const [march, october, november] = [59, 273, 304];
const starts = Array.from({ length: 41 }, (_none, index) => march + index * 6);

describe("the drift of a steel works' nights", () => {
  it("tells at most one rise from March to September of the untouched year", () => {
    const rises = watched(nights).filter(
      ({ night, drift }) => drift.kind === "drift" && night >= march && night < october,
    );
    assert.ok(rises.length <= 1, JSON.stringify(rises));
  });

  it("finds a rise of 10 % within 7 nights in nine of ten placements", () => {
    assert.ok(found(nights, 0.1, starts, 7).share >= 0.9);
  });

  it("finds a rise of 5 % within 21 nights in six of ten placements", () => {
    assert.ok(found(nights, 0.05, starts, 21).share >= 0.6);
  });

  it("never makes more than a notice of the heating where it knows no temperature", () => {
    const autumn = watched(nights).filter(({ night }) => night >= october);
    assert.ok(autumn.length > 0);
    assert.ok(autumn.every(({ drift }) => drift.severity === "notice"));
  });

  it("calls the onset of heating seasonal where the temperature explains it", () => {
    // Degree days are made: 15 °C until October, then falling by 0.4 K a day; heating adds 2 % per kelvin.
    const temperature = (day: number): number => (day < october ? 16 : 16 - 0.4 * (day - october));
    const heated = nightsOf(
      Array.from({ length: 330 }, (_none, day) => {
        const degrees = Math.max(0, 15 - temperature(day));
        return Array.from(
          { length: 96 },
          (_slot, slot) => 2.8 * (1 + 0.02 * degrees + 0.03 * Math.sin(day * 7.1) + 0.01 * Math.sin(slot)),
        );
      }),
      temperature,
    );
    const told = watched(heated).filter(({ night }) => night < november);
    assert.ok(told.length > 0);
    assert.deepEqual([...new Set(told.map(({ drift }) => drift.kind))], ["seasonal"]);
  });
});
