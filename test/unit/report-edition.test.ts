import assert from "node:assert/strict";
import { buildReport } from "../../dist/lib/report/build-report.js";
import { figuresOf, type ReportRecord, recordOf } from "../../dist/lib/report/report-edition.js";
import { steelData } from "../support/steel-report.ts";

const figures = figuresOf(buildReport(steelData("2018-03")));
const corrected = figuresOf(
  buildReport(
    steelData("2018-03", (interval) =>
      interval.meter === "m-air" && interval.from === Date.parse("2018-03-05T10:00+09:00")
        ? { ...interval, amount: interval.amount + 12.5 }
        : interval,
    ),
  ),
);
const first: ReportRecord = recordOf(undefined, "a", figures, 1000);

describe("the versions of a report", () => {
  it("begin with 1, which changes nothing", () => {
    assert.deepEqual([first.version, first.madeAt, first.changes], [1, 1000, []]);
  });

  it("stay what they are while the content is the same", () => {
    assert.equal(recordOf(first, "a", corrected, 2000), first);
  });

  it("grow with the content, and say which figures differ", () => {
    const second = recordOf(first, "b", corrected, 2000);
    assert.deepEqual([second.version, second.madeAt], [2, 2000]);
    assert.deepEqual(
      second.changes.map(({ what, level, id, before, after }) => [what, level, id, (after ?? 0) - (before ?? 0)]),
      [["electricity", "machine", "air", 12.5]],
    );
  });

  it("grow also where no figure differs, but something else that is printed", () => {
    const second = recordOf(first, "b", figures, 2000);
    assert.deepEqual([second.version, second.changes], [2, []]);
  });

  it("tell of what has come and gone", () => {
    const [gone, ...others] = figures;
    assert.ok(gone);
    const { changes } = recordOf(first, "b", others, 2000);
    assert.deepEqual(
      changes.map(({ before, after }) => [before, after]),
      [[gone.value, null]],
    );
    const back = recordOf(recordOf(undefined, "a", others, 1), "b", figures, 2);
    assert.deepEqual(
      back.changes.map(({ before, after }) => [before, after]),
      [[null, gone.value]],
    );
  });
});
