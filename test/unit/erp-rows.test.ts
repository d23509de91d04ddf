import assert from "node:assert/strict";
import type { EnergyError } from "../../dist/lib/contract/error.js";
import type { Interval } from "../../dist/lib/contract/messages.js";
import { draftOf } from "../../dist/lib/erp/draft.js";
import type { Draft } from "../../dist/lib/erp/export-document.js";
import { periodBefore, periodName } from "../../dist/lib/erp/export-period.js";
import { duePeriods, type ExportSchedule, lastDue, nextDue } from "../../dist/lib/erp/export-schedule.js";
import { exportSite } from "../../dist/lib/erp/export-site.js";
import { parseExport } from "../../dist/lib/erp/parse-export.js";
import { storeData } from "../../dist/lib/erp/store-data.js";
import { parseSite } from "../../dist/lib/site/parse-site.js";
import { issued, october } from "../support/export-rows.ts";
import { MemoryStore } from "../support/memory-store.ts";

const zone = "Europe/Vienna";
const plant = {
  version: 1,
  site: { id: "works", name: "Works", timeZone: zone },
  departments: [{ id: "forge", name: "Forge" }],
  machines: [{ id: "press", name: "Press", department: "forge" }],
  buses: [{ id: "hall", host: "127.0.0.1" }],
  meters: [
    { id: "m-press", name: "Press meter", bus: "hall", profile: "wago-879-30xx", unitId: 1, machine: "press" },
    { id: "m-other", bus: "hall", profile: "wago-879-30xx", unitId: 2 },
  ],
};
const { site } = parseSite(plant);

const local = (text: string): number => Date.parse(text);
const dayMs = 86_400_000;

/** October day by day: 0.1 kWh each; the 25th has 25 hours. */
function days(meter: string, more: (day: number) => Partial<Interval> = () => ({})): Interval[] {
  const starts = Array.from({ length: 32 }, (_, n) => october.from + n * dayMs + (n > 24 ? 3_600_000 : 0));
  return starts.slice(0, 31).map((from, n) => ({
    kind: "interval",
    site: "works",
    meter,
    quantity: "active_energy_import",
    from,
    to: starts[n + 1] as number,
    amount: 0.1,
    quality: "measured",
    reasons: [],
    version: 1,
    ...more(n),
  }));
}

async function drafted(raw: object, records: readonly Interval[], period = october, now = issued): Promise<Draft> {
  const store = new MemoryStore();
  await store.commit({ records });
  const profile = parseExport({ id: "own", format: { type: "csv" }, ...raw });
  return draftOf(profile, exportSite(site), storeData(store), period, now, async () => undefined);
}

describe("rows of consumption", () => {
  it("by month are the exact sum of their days, also over the change of the clocks", async () => {
    const { entries, provisional } = await drafted({}, days("m-press"));
    assert.equal(entries.length, 1);
    const { amount, from, to, meterName, machineName, departmentName, unit, quality } = entries[0] ?? {};
    assert.deepEqual(amount, { number: "3.1" });
    assert.deepEqual([from, to], [{ at: october.from }, { at: october.to }]);
    assert.deepEqual(
      [meterName, machineName, departmentName, unit, quality],
      ["Press meter", "Press", "Forge", "kWh", "measured"],
    );
    assert.equal(provisional, false);
  });

  it("are as good as the worst day and as new as the newest, and provisional where a day is missing", async () => {
    const estimated = await drafted(
      {},
      days("m-press", (day) => (day === 3 ? { quality: "estimated", version: 4 } : {})),
    );
    assert.equal(estimated.entries[0]?.quality, "estimated");
    assert.deepEqual(estimated.entries[0]?.version, { number: "4" });
    assert.equal(estimated.provisional, false);
    const missing = await drafted(
      {},
      days("m-press", (day) => (day === 3 ? { quality: "missing", amount: 0 } : {})),
    );
    assert.equal(missing.entries[0]?.quality, "missing");
    assert.equal(missing.provisional, true);
    assert.equal((await drafted({}, days("m-press").slice(1))).provisional, true, "a day without an interval");
  });

  it("of a part of a month say which part", async () => {
    const period = { from: october.from, to: october.from + 2 * dayMs };
    const { entries } = await drafted({}, days("m-press"), period);
    assert.deepEqual(
      [entries[0]?.from, entries[0]?.to, entries[0]?.amount],
      [{ at: period.from }, { at: period.to }, { number: "0.2" }],
    );
  });

  it("name the cost centre that bears a meter alone, from its date on", async () => {
    const costs = {
      costCentres: [{ id: "4100", name: "Forge" }, { id: "4200" }],
      allocations: [
        { machine: "press", shares: { "4100": 100 } },
        { machine: "press", from: "2026-10-16", shares: { "4200": 100 } },
        { meter: "m-other", shares: { "4100": 60, "4200": 40 } },
      ],
    };
    const { site: withCosts, problems } = parseSite({ ...plant, ...costs });
    assert.deepEqual(problems, []);
    const about = exportSite(withCosts).aboutMeter;
    assert.deepEqual(
      [about("m-press", october.from).costCentre, about("m-press", october.from).costCentreName],
      ["4100", "Forge"],
    );
    assert.equal(about("m-press", local("2026-10-15T23:59:00+02:00")).costCentre, "4100");
    assert.equal(about("m-press", local("2026-10-16T00:00:00+02:00")).costCentre, "4200");
    assert.equal(about("m-other", october.from).costCentre, null, "two share it");
  });

  it("come meter by meter as the site lists them, whatever the order of their storing", async () => {
    const { entries } = await drafted({ step: "1d" }, [...days("m-other"), ...days("m-press").reverse()]);
    assert.deepEqual([...new Set(entries.map(({ meter }) => meter))], ["m-press", "m-other"]);
    assert.equal(entries.length, 62);
    assert.deepEqual(entries[0]?.from, { at: october.from });
  });

  it("are those of the meters and quantities that the profile names; a meter named in vain is missing", async () => {
    const both = [
      ...days("m-press"),
      ...days("m-press", () => ({ quantity: "reactive_energy_import" })),
      ...days("m-other"),
    ];
    const { entries } = await drafted({ meters: ["m-press"], quantities: ["active_energy_import"] }, both);
    assert.deepEqual(
      entries.map(({ meter, quantity }) => `${meter} ${quantity}`),
      ["m-press active_energy_import"],
    );
    assert.equal((await drafted({ meters: ["m-press", "m-other"] }, days("m-press"))).provisional, true);
  });
});

describe("postings", () => {
  it("that nobody makes are a clear error", async () => {
    await assert.rejects(
      drafted({ source: "postings" }, []),
      (error: EnergyError) => error.code === "EXPORT_NO_POSTINGS",
    );
  });
});

describe("the period of an export", () => {
  it("is the last that is over by the site's calendar", () => {
    const now = local("2026-11-01T00:30:00+01:00");
    assert.deepEqual(periodBefore(now, "month", zone), october);
    assert.equal(periodName(periodBefore(now, "day", zone), zone), "2026-10-31");
    assert.equal(periodName(periodBefore(now, "week", zone), zone), "2026-10-19_2026-10-26");
    assert.equal(periodName(periodBefore(now, "month", zone, 10), zone), "2025-12");
  });

  it("has a name that a file can have, whatever it is", () => {
    assert.equal(
      periodName({ from: october.from, to: october.from + 3_600_000 }, zone),
      "20261001T000000p0200_20261001T010000p0200",
    );
  });
});

describe("the schedule of an export", () => {
  const monthly: ExportSchedule = { every: "month", day: 31, at: "06:00", recheck: 1 };

  it("is due by the local clock, in a short month on its last day", () => {
    assert.equal(lastDue(monthly, zone, local("2026-11-30T05:59:00+01:00")), local("2026-10-31T06:00:00+01:00"));
    assert.equal(nextDue(monthly, zone, local("2026-11-30T05:59:00+01:00")), local("2026-11-30T06:00:00+01:00"));
    const weekly: ExportSchedule = { every: "week", day: 1, at: "06:00", recheck: 0 };
    assert.equal(lastDue(weekly, zone, local("2026-10-26T05:00:00+01:00")), local("2026-10-19T06:00:00+02:00"));
    const daily: ExportSchedule = { every: "day", day: 1, at: "02:30", recheck: 0 };
    assert.equal(
      nextDue(daily, zone, local("2026-03-28T12:00:00+01:00")),
      local("2026-03-29T03:30:00+02:00"),
      "that night has no 02:30",
    );
  });

  it("makes up for what an outage has swallowed, and looks at earlier periods again", () => {
    const due = local("2026-10-31T06:00:00+01:00");
    const named = (done: number): string[] =>
      duePeriods(monthly, zone, done, due).map(
        (period) => `${periodName(period, zone)}${period.again ? " again" : ""}`,
      );
    assert.deepEqual(named(local("2026-09-30T06:00:00+02:00")), ["2026-08 again", "2026-09"]);
    assert.deepEqual(named(local("2026-06-30T06:00:00+02:00")), [
      "2026-05 again",
      "2026-06",
      "2026-07",
      "2026-08",
      "2026-09",
    ]);
  });
});
