import assert from "node:assert/strict";
import { type GridStep, gridOf } from "../../dist/lib/metering/grid.js";

/** How many spans of `step` lie in the calendar day that holds `at`. */
function spansInDay(step: GridStep, zone: string, at: number): number {
  const day = gridOf("1d", zone).spanAt(at);
  const grid = gridOf(step, zone);
  let count = 0;
  for (let t = day.from; t < day.to; t = grid.spanAt(t).to) count++;
  return count;
}

describe("grid of intervals", () => {
  const cases: [string, string, string, number][] = [
    ["an ordinary day in Vienna", "Europe/Vienna", "2026-06-10T10:00Z", 96],
    ["the day Vienna loses an hour", "Europe/Vienna", "2026-03-29T10:00Z", 92],
    ["the day Vienna gains an hour", "Europe/Vienna", "2026-10-25T10:00Z", 100],
    ["the day St John's loses an hour, half an hour off the clock", "America/St_Johns", "2026-03-08T15:00Z", 92],
    ["the day Lord Howe gains half an hour", "Australia/Lord_Howe", "2026-04-05T00:00Z", 98],
    ["the day Lord Howe loses half an hour", "Australia/Lord_Howe", "2026-10-04T03:00Z", 94],
    ["the day St John's gains an hour", "America/St_Johns", "2026-11-01T15:00Z", 100],
    ["a day in Kathmandu, 5:45 ahead", "Asia/Kathmandu", "2026-06-10T10:00Z", 96],
  ];
  for (const [name, zone, at, quarters] of cases) {
    it(`${name} has ${quarters} quarter-hours`, () => {
      assert.equal(spansInDay("15m", zone, Date.parse(at)), quarters);
    });
  }

  it("tiles the days on which the clocks change, and those around them, exactly in every step and zone", () => {
    const days: readonly [string, string][] = [
      ["Europe/Vienna", "2026-03-29T10:00Z"],
      ["Europe/Vienna", "2026-10-25T10:00Z"],
      ["America/St_Johns", "2026-03-08T15:00Z"],
      ["America/St_Johns", "2026-11-01T15:00Z"],
      ["Australia/Lord_Howe", "2026-04-05T00:00Z"],
      ["Australia/Lord_Howe", "2026-10-04T03:00Z"],
      ["Asia/Kolkata", "2024-02-29T10:00Z"],
    ];
    for (const [zone, at] of days) {
      for (const step of ["5m", "10m", "15m", "30m", "60m"] as const) {
        const grid = gridOf(step, zone);
        let day = gridOf("1d", zone).spanAt(Date.parse(at) - 86_400_000);
        for (let n = 0; n < 3; n++) {
          let t = day.from;
          while (t < day.to) {
            const span = grid.spanAt(t);
            assert.equal(span.from, t, `${zone} ${step} ${new Date(t).toISOString()}`);
            assert.deepEqual(gridOf(step, zone).spanAt(span.to - 1), span, "the same from its last moment");
            t = span.to;
          }
          assert.equal(t, day.to, `${zone} ${step}`);
          day = gridOf("1d", zone).spanAt(day.to);
        }
      }
    }
  });

  it("has calendar months, leap days in them", () => {
    const february = gridOf("1mo", "Europe/Vienna").spanAt(Date.parse("2024-02-29T12:00Z"));
    assert.equal((february.to - february.from) / 86_400_000, 29);
  });

  it("begins the day at local midnight", () => {
    const { from } = gridOf("1d", "America/St_Johns").spanAt(Date.parse("2026-01-15T12:00Z"));
    assert.equal(new Date(from).toISOString(), "2026-01-15T03:30:00.000Z");
  });
});
