import assert from "node:assert/strict";
import { placed, risesIn, watched } from "../../dist/bench/drift/year.js";
import { steelYear } from "../../dist/bench/drift.js";

const works = watched(steelYear());
/** 1 March and 1 October as days of the year. */
const [march, october] = [59, 273];
const starts = Array.from({ length: 41 }, (_none, index) => march + index * 6);
const found = (ratio: number, within: number): number =>
  starts.filter((start) => placed(works, start, ratio, within).nights <= within).length / starts.length;

describe("the drift of a steel works' nights", () => {
  it("tells at most one rise from March to September of the untouched year", () => {
    assert.ok(risesIn(works, march, october).length <= 1);
  });

  it("finds a rise of 10 % within 7 nights in nine of ten placements", () => {
    assert.ok(found(0.1, 7) >= 0.9);
  });

  it("finds a rise of 5 % within 21 nights in six of ten placements", () => {
    assert.ok(found(0.05, 21) >= 0.6);
  });

  it("never makes more than a notice of the heating where it knows no temperature", () => {
    const autumn = risesIn(works, october, works.year.length);
    assert.ok(autumn.length > 0);
    assert.ok(autumn.every(({ condition }) => condition.severity === "notice"));
  });
});
