import assert from "node:assert/strict";
import { machines, twoShifts } from "../../dist/bench/load/machines.js";
import { peaksAnnounced } from "../../dist/bench/load/peaks.js";
import { toldByMonth } from "../../dist/bench/load/spikes.js";
import { machineStates, steelStates } from "../../dist/bench/load/states.js";
import { intervalsOf, steelQuarters } from "../../dist/bench/load/steel-works.js";

const isEven = (month: number) => month % 2 === 0;

/** A part of what `npm run -s bench -- load` measures; docs/load.md has the whole. */
describe("the load monitor over a year of a steel works", function () {
  this.timeout(60_000);

  it("announces the peaks of the months that were held out, and a handful of others a month", () => {
    const told = peaksAnnounced(2, 0.25, {}, isEven) as { months: number; peaksAnnounced: number; wrong: number };
    assert.ok(told.peaksAnnounced >= told.months - 1, JSON.stringify(told));
    assert.ok(told.wrong <= 8 * told.months, JSON.stringify(told));
  });

  it("knows by its power when it works", () => {
    const { agreementPercent } = steelStates(isEven) as { agreementPercent: number };
    assert.ok(agreementPercent >= 99, `${agreementPercent} %`);
  });

  it("tells of at most two spikes a month once the first is over", () => {
    const months = toldByMonth("spike", [], intervalsOf(steelQuarters()));
    const later = months.slice(1).reduce((a, b) => a + b, 0);
    assert.ok(later <= 22, `${months}`);
  });
});

describe("the load monitor over half a year of a made machine", function () {
  this.timeout(60_000);

  it("knows its states, and cries no wolf", () => {
    const told = machineStates(machines[0] as never, twoShifts, 2) as {
      agreementPercent: number;
      toldPerYear: Record<string, number>;
    };
    assert.ok(told.agreementPercent > 98, `${told.agreementPercent} %`);
    assert.equal(told.toldPerYear["spike notice"], undefined);
    assert.equal(told.toldPerYear["idle warning"], undefined);
  });
});
