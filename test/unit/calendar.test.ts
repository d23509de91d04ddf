import assert from "node:assert/strict";
import { calendarFrom, shiftAt } from "../../dist/lib/site/calendar.js";

const vienna = "Europe/Vienna";
const threeShifts = calendarFrom({
  id: "three-shifts",
  shifts: [
    { name: "early", from: "06:00", to: "14:00" },
    { name: "late", from: "14:00", to: "22:00" },
    { name: "night", days: ["mon", "tue", "wed", "thu", "sun"], from: "22:00", to: "06:00" },
  ],
  holidays: ["2026-12-24"],
});
const hours = (calendar: typeof threeShifts, at: string, zone = vienna) => {
  const shift = shiftAt(calendar, zone, Date.parse(at));
  return shift && [shift.name, new Date(shift.from).toISOString().slice(0, 16), (shift.to - shift.from) / 3_600_000];
};

describe("the shift at a time", () => {
  it("runs from its begin, included, to its end, excluded", () => {
    assert.deepEqual(hours(threeShifts, "2026-11-17T05:00:00Z"), ["early", "2026-11-17T05:00", 8]);
    assert.deepEqual(hours(threeShifts, "2026-11-17T12:59:59.999Z"), ["early", "2026-11-17T05:00", 8]);
    assert.deepEqual(hours(threeShifts, "2026-11-17T13:00:00Z"), ["late", "2026-11-17T13:00", 8]);
  });

  it("belongs to the day on which it begins, over midnight too", () => {
    assert.deepEqual(hours(threeShifts, "2026-11-18T02:00:00Z"), ["night", "2026-11-17T21:00", 8]);
    assert.equal(hours(threeShifts, "2026-11-21T02:00:00Z"), undefined, "no night shift begins on Friday");
    assert.deepEqual(hours(threeShifts, "2026-11-22T22:00:00Z"), ["night", "2026-11-22T21:00", 8]);
  });

  it("is an hour shorter or longer in the nights in which the clocks change", () => {
    assert.deepEqual(hours(threeShifts, "2026-03-29T02:00:00Z"), undefined);
    const sunday = calendarFrom({ id: "c", shifts: [{ name: "night", days: ["sat"], from: "22:00", to: "06:00" }] });
    assert.deepEqual(hours(sunday, "2026-03-29T02:00:00Z"), ["night", "2026-03-28T21:00", 7]);
    assert.deepEqual(hours(sunday, "2026-10-25T02:00:00Z"), ["night", "2026-10-24T20:00", 9]);
    assert.deepEqual(hours(sunday, "2026-04-04T16:00:00Z", "Australia/Lord_Howe"), ["night", "2026-04-04T11:00", 8.5]);
  });

  it("does not begin on a holiday, but the night before goes on into it", () => {
    assert.deepEqual(hours(threeShifts, "2026-12-24T03:00:00Z"), ["night", "2026-12-23T21:00", 8]);
    assert.equal(hours(threeShifts, "2026-12-24T08:00:00Z"), undefined);
    assert.equal(hours(threeShifts, "2026-12-25T03:00:00Z"), undefined);
  });

  it("lasts the whole day where it ends when it began", () => {
    const allDay = calendarFrom({ id: "c", shifts: [{ name: "day", days: ["sun"], from: "00:00", to: "00:00" }] });
    assert.deepEqual(hours(allDay, "2026-03-29T12:00:00Z"), ["day", "2026-03-28T23:00", 23]);
  });

  it("leaves no moment of a day out and gives none to two shifts", () => {
    const daily = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    const round = calendarFrom({
      id: "c",
      shifts: [
        { name: "a", days: daily, from: "02:30", to: "14:00" },
        { name: "b", days: daily, from: "14:00", to: "02:30" },
      ],
    });
    for (const day of ["2026-03-28T12:00:00Z", "2026-10-24T12:00:00Z"]) {
      let at = Date.parse(day);
      const end = at + 48 * 3_600_000;
      while (at < end) {
        const shift = shiftAt(round, vienna, at);
        assert.ok(shift && shift.from <= at && shift.to > at, new Date(at).toISOString());
        at = shift.to;
      }
    }
  });
});
