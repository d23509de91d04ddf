import assert from "node:assert/strict";
import { buildReport } from "../../dist/lib/report/build-report.js";
import { monthNamed } from "../../dist/lib/report/report-month.js";
import { parseSite } from "../../dist/lib/site/parse-site.js";
import { bookFrom, newYear, quarter, steelData, steelSite } from "../support/steel-report.ts";

/** Energy and highest quarter-hour power of each month of 2018, as the publishers' table gives them. */
const published: readonly (readonly [kwh: number, kw: number])[] = [
  [126238.29, 612.56],
  [91497.34, 582.04],
  [80230.41, 605.24],
  [78769.8, 556.12],
  [79059.28, 560.16],
  [65404.64, 535.4],
  [81674.41, 486.72],
  [68559.43, 534.8],
  [57883.07, 510.48],
  [84665.65, 557.72],
  [86217.61, 628.72],
  [59436.78, 596.72],
];

const march = "2018-03";
const marchBegins = Date.parse("2018-03-01T00:00+09:00");

const electricityOf = (data: Parameters<typeof buildReport>[0]) => {
  const found = buildReport(data).media.find(({ medium }) => medium === "electricity");
  assert.ok(found);
  return found;
};

describe("the monthly report of the steel works", () => {
  it("has the energy and the peak of every month that its publishers give", () => {
    published.forEach(([kwh, kw], index) => {
      const report = buildReport(steelData(`2018-${String(index + 1).padStart(2, "0")}`));
      assert.equal(report.media[0]?.site.amount, kwh);
      assert.equal(report.load?.peak?.kw, kw);
      assert.equal(report.state, "final");
    });
  });

  it("gives the peak's own quarter-hour, and the highest of ten different days", () => {
    const { load } = buildReport(steelData(march));
    assert.equal(load?.peak?.at, Date.parse("2018-03-23T09:00+09:00"));
    assert.equal(load?.peaks.length, 10);
    assert.equal(new Set(load?.peaks.map(({ at }) => Math.floor((at - newYear) / 86_400_000))).size, 10);
    assert.deepEqual(load?.peaks[0], load?.peak);
  });

  it("adds machines to departments, and shows what no meter below saw", () => {
    const { site, departments, machines, unmetered } = electricityOf(steelData(march));
    const [melt, mill] = departments;
    assert.deepEqual([melt?.amount, mill?.amount], [56161.287, 12034.5615]);
    assert.equal(machines.length, 4);
    assert.equal(machines.find(({ id }) => id === "air")?.department, null);
    const whole = machines.reduce((sum, { amount }) => sum + (amount ?? 0), 0) + (unmetered?.amount ?? 0);
    assert.ok(Math.abs(whole - (site.amount ?? 0)) < 1e-6);
    assert.equal(unmetered?.share, 0.07);
  });

  it("counts water in cubic metres beside it", () => {
    const water = buildReport(steelData(march)).media.find(({ medium }) => medium === "water");
    assert.equal(water?.unit, "m³");
    assert.equal(water?.site.amount, (31 * (64 * 500 + 32 * 20)) / 1000);
  });

  it("compares with last month, and says nothing where there is no data of last year", () => {
    const { site } = electricityOf(steelData(march));
    assert.equal(site.before, 91497.34);
    assert.equal(site.lastYear, null);
  });

  it("does not compare with a month of which more than a little is missing", () => {
    const february = Date.parse("2018-02-03T00:00+09:00");
    const gap = (hours: number) =>
      electricityOf(
        steelData(march, (interval) =>
          interval.from >= february && interval.from < february + hours * 3_600_000 ? undefined : interval,
        ),
      ).site.before;
    assert.ok((gap(6) ?? 0) > 91_000);
    assert.equal(gap(48), null);
  });

  it("splits energy into working time and the rest by the shifts of the calendar", () => {
    const data = steelData(march);
    const { load } = buildReport(data);
    let expected = 0;
    const curve = data.use.get("main")?.get("electricity")?.curve;
    for (let slot = 0; slot < (curve?.length ?? 0); slot++) {
      const local = new Date(marchBegins + slot * quarter + 9 * 3_600_000);
      const works = local.getUTCDay() % 6 !== 0 && local.getUTCHours() >= 6 && local.getUTCHours() < 22;
      if (!works) expected += curve?.amounts[slot] ?? 0;
    }
    assert.ok(Math.abs((load?.offShift ?? 0) - expected) < 1e-5);
    assert.equal(load?.byCalendar, true);
  });

  it("takes 22 to 6 as outside working time where there is no calendar, and says so", () => {
    const { calendar: _none, ...site } = { ...steelSite, calendars: [] };
    const data = steelData(march, undefined, { site });
    const { load } = buildReport(data);
    const curve = data.use.get("main")?.get("electricity")?.curve;
    const night = curve?.total((slot) => slot % 96 < 24 || slot % 96 >= 88) ?? 0;
    assert.ok(Math.abs((load?.offShift ?? 0) - night) < 1e-5);
    assert.equal(load?.byCalendar, false);
  });

  it("is provisional under the limit, and names both reasons", () => {
    const estimated = (share: number) =>
      buildReport(
        steelData(march, (interval) => {
          const part = (interval.from - marchBegins) / (31 * 86_400_000);
          return part >= 0 && part < share ? { ...interval, quality: "estimated" } : interval;
        }),
      );
    assert.deepEqual(estimated(0.019).because, []);
    const report = estimated(0.05);
    assert.deepEqual([report.state, report.because], ["provisional", ["incomplete"]]);
    assert.ok(Math.abs(report.completeness.estimated - 0.05) < 0.001);
  });

  it("never counts missing time as nothing used", () => {
    const from = Date.parse("2018-03-10T00:00+09:00");
    const report = buildReport(
      steelData(march, (interval) =>
        interval.from >= from && interval.from < from + 86_400_000
          ? { ...interval, amount: 0, quality: "missing" }
          : interval,
      ),
    );
    const day = report.media[0]?.days.find(({ date }) => date === "2018-03-10");
    assert.equal(day?.amount, null);
    assert.equal(report.load?.quarters[9 * 96], null);
    assert.equal(report.state, "provisional");
    assert.equal(report.media[0]?.unmetered, null);
  });

  it("is spoilt by a dead main meter, but not by one dead meter of fifty", () => {
    const without = (meter: string) =>
      buildReport(steelData(march, (interval) => (interval.meter === meter ? undefined : interval)));
    const dead = without("m-air");
    assert.equal(dead.completeness.meters.find(({ meter }) => meter === "m-air")?.missing, 1);
    assert.ok(Math.abs(dead.completeness.measured - 5 / 6) < 1e-6);
    assert.equal(without("water").state, "provisional");
  });
});

describe("the report of a running month", () => {
  const until = Date.parse("2018-03-10T12:00+09:00");
  it("ends with the last quarter-hour and is compared with the same days of last month", () => {
    const data = steelData(march, undefined, { until });
    const report = buildReport(data);
    assert.deepEqual([report.state, report.because], ["provisional", ["running"]]);
    assert.equal(report.media[0]?.days.length, 10);
    const february = Date.parse("2018-02-01T00:00+09:00");
    const expected = steelData("2018-02").use.get("main")?.get("electricity")?.curve;
    const slots = (Date.parse("2018-02-10T12:00+09:00") - february) / quarter;
    const sum = expected?.total((slot) => slot < slots) ?? 0;
    assert.ok(Math.abs((report.media[0]?.site.before ?? 0) - sum) < 1e-5);
  });

  it("is a report of nothing in its first minute", () => {
    const report = buildReport(steelData(march, undefined, { until: marchBegins }));
    assert.deepEqual([report.media.length, report.completeness.measured, report.state], [0, 0, "provisional"]);
    assert.equal(report.load?.peak ?? null, null);
  });
});

describe("months in which the clocks change", () => {
  const { site } = parseSite({
    version: 1,
    site: { id: "works", timeZone: "Europe/Vienna" },
    meters: [{ id: "main", role: "main", device: { id: "main" } }],
  });
  /** 10 kW all the time, 20 between 2 and 3 o'clock. */
  const reportOf = (name: string) => {
    const month = monthNamed(name, site.timeZone);
    const kwh = (at: number): number => {
      const hour = new Intl.DateTimeFormat("en-GB", { timeZone: site.timeZone, hour: "2-digit", hourCycle: "h23" });
      return hour.format(at) === "02" ? 5 : 2.5;
    };
    const head = { kind: "interval", site: "works", meter: "main", quantity: "active_energy_import" } as const;
    const rest = { quality: "measured", reasons: [], version: 1 } as const;
    const use = bookFrom(site, month.from, month.to, () =>
      Array.from({ length: (month.to - month.from) / quarter }, (_, n) => {
        const from = month.from + n * quarter;
        return { ...head, from, to: from + quarter, amount: kwh(from), ...rest };
      }),
    );
    const data = steelData(march, undefined, {
      site,
      month,
      until: month.to,
      use,
      before: new Map(),
      lastYear: new Map(),
    });
    return buildReport(data);
  };

  it("have a day of 23 hours in March", () => {
    const report = reportOf("2026-03");
    assert.equal(report.load?.quarters.length, (31 * 24 - 1) * 4);
    const sunday = report.media[0]?.days.find(({ date }) => date === "2026-03-29");
    assert.deepEqual(sunday, { date: "2026-03-29", amount: 230, workday: false });
    assert.equal(report.media[0]?.site.amount, 31 * 240 + 30 * 10 - 10);
  });

  it("have a day of 25 hours in October, and a mean day that stands by the clock", () => {
    const report = reportOf("2026-10");
    const sunday = report.media[0]?.days.find(({ date }) => date === "2026-10-25");
    assert.equal(sunday?.amount, 270);
    const { workday, weekend } = report.load ?? {};
    assert.deepEqual([workday?.[7], workday?.[8], workday?.[11], workday?.[12]], [10, 20, 20, 10]);
    assert.deepEqual(weekend, workday);
    assert.equal(report.load?.offShift, report.media[0]?.days.length === 31 ? 31 * 90 + 10 + 10 : undefined);
  });
});
