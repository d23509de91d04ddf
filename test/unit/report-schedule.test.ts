import assert from "node:assert/strict";
import { comparableEnd, monthAt, monthNamed, monthsBefore } from "../../dist/lib/report/report-month.js";
import { dueReport, nextLook } from "../../dist/lib/report/report-schedule.js";
import { parseUsageReport, reportQuery } from "../../dist/lib/report/usage-report-config.js";

const timeZone = "Europe/Vienna";
const schedule = { time: "06:00", waitHours: 24, timeZone };
const at = (text: string): number => Date.parse(text);

describe("when the monthly report is due", () => {
  it("is the first of the month at the set time of the site's clock", () => {
    assert.equal(dueReport(schedule, at("2026-11-01T05:59:59+01:00")).month.name, "2026-09");
    assert.equal(dueReport(schedule, at("2026-11-01T06:00:00+01:00")).month.name, "2026-10");
  });

  it("stays due when the gateway was off on the first", () => {
    const { month, waitUntil } = dueReport(schedule, at("2026-11-17T09:00:00+01:00"));
    assert.equal(month.name, "2026-10");
    assert.equal(waitUntil, at("2026-11-02T06:00:00+01:00"));
  });

  it("knows January, and the night in which the clocks change", () => {
    assert.equal(dueReport(schedule, at("2027-01-01T06:00:00+01:00")).month.name, "2026-12");
    const night = { ...schedule, time: "02:30" };
    assert.equal(nextLook(night, at("2026-03-28T12:00:00+01:00"), false), at("2026-03-29T03:30:00+02:00"));
  });

  it("is looked at daily, and hourly while data is missing", () => {
    const noon = at("2026-11-01T12:00:00+01:00");
    assert.equal(nextLook(schedule, noon, false), at("2026-11-02T06:00:00+01:00"));
    assert.equal(nextLook(schedule, noon, true), noon + 3_600_000);
    assert.equal(nextLook(schedule, at("2026-11-01T06:00:00+01:00"), false), at("2026-11-02T06:00:00+01:00"));
  });
});

describe("the months of reports", () => {
  it("are those of the site's clock", () => {
    const october = monthNamed("2026-10", timeZone);
    assert.equal((october.to - october.from) / 3_600_000, 31 * 24 + 1);
    assert.deepEqual(monthAt(october.to - 1, timeZone), october);
    assert.equal(monthsBefore(october, 12, timeZone).name, "2025-10");
  });

  it("are compared up to the same day and hour, at most to their end", () => {
    const march = monthNamed("2026-03", timeZone);
    const february = monthsBefore(march, 1, timeZone);
    const end = (until: string) => comparableEnd(march, at(until), february, timeZone);
    assert.equal(end("2026-03-10T12:00:00+01:00"), at("2026-02-10T12:00:00+01:00"));
    assert.equal(end("2026-03-30T12:00:00+02:00"), february.to);
    assert.equal(end("2026-04-01T00:00:00+02:00"), february.to);
  });

  for (const name of ["2026-13", "2026-1", "1999-12", "x", "2026-10-01"]) {
    it(`are not named ${name}`, () => {
      assert.throws(() => monthNamed(name, timeZone), { code: "API_NOT_FOUND" });
    });
  }
});

describe("a query for reports", () => {
  const site = { id: "works", timeZone };
  const now = at("2026-11-17T09:00:00+01:00");
  const months = (payload: unknown) => reportQuery(payload, site, now).months;

  it("asks for the last month when it says nothing", () => {
    for (const payload of [undefined, 1_700_000_000_000, "", {}]) assert.deepEqual(months(payload), ["2026-10"]);
  });

  it("names a month, or a period that touches some", () => {
    assert.deepEqual(months({ month: "2026-02" }), ["2026-02"]);
    const query = {
      kind: "query",
      site: "works",
      from: at("2026-08-31T23:00:00+02:00"),
      to: at("2026-10-01T00:00:00+02:00"),
    };
    assert.deepEqual(months(query), ["2026-08", "2026-09"]);
    assert.deepEqual(months({ ...query, to: query.to + 1 }), ["2026-08", "2026-09", "2026-10"]);
  });

  for (const [payload, place] of [
    [{ month: "October" }, /month/],
    [{ from: 5, to: 5 }, /to/],
    [{ from: 0, to: now }, /to/],
    [{ site: "other" }, /site/],
    [{ formats: ["doc"] }, /formats/],
    [{ montth: "2026-10" }, /montth/],
  ] as const) {
    it(`is refused with its place: ${JSON.stringify(payload)}`, () => {
      assert.throws(
        () => months(payload),
        (error: Error & { code?: string }) => {
          assert.equal(error.code, "MESSAGE_INVALID");
          assert.match(error.message, place);
          return true;
        },
      );
    });
  }
});

describe("the settings of usage-report", () => {
  const usual = {
    automatic: true,
    time: "06:00",
    waitHours: 24,
    formats: ["pdf"],
    settings: { measuredPercent: 98, idlePercent: 20 },
  };
  it("are taken as they are, or refused", () => {
    assert.equal(parseUsageReport(usual).time, "06:00");
    for (const wrong of [
      { time: "24:00" },
      { waitHours: -1 },
      { formats: [] },
      { formats: ["pdf", "pdf"] },
      { language: "fr" },
    ]) {
      assert.throws(() => parseUsageReport({ ...usual, ...wrong }), { code: "CONFIG_INVALID" });
    }
  });
});
