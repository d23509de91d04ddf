import assert from "node:assert/strict";
import { costPerDay } from "../../dist/lib/baseline/cost-per-day.js";
import { driftConfigOf } from "../../dist/lib/baseline/drift-config.js";
import type { Condition } from "../../dist/lib/contract/messages.js";
import { usePriceOf } from "../../dist/lib/costing/use-price.js";
import { leakConfigOf } from "../../dist/lib/leak/leak-config.js";
import { leakDetector } from "../../dist/lib/leak/leak-detector.js";
import { loadConfigOf } from "../../dist/lib/load/load-config.js";
import { loadMonitor } from "../../dist/lib/load/load-monitor.js";
import { sortedRules } from "../../dist/lib/load/load-rules.js";
import { parseSite } from "../../dist/lib/site/parse-site.js";
import { demoSite } from "../support/demo-site.ts";
import { from, hourMs, register } from "../support/leak-register.ts";
import { powers } from "../support/load-watch.ts";
import { steppedThrough } from "../support/stepped-through.ts";

const energy = "active_energy_import";
/** A Monday and a Saturday at midnight in Vienna. */
const monday = Date.UTC(2026, 0, 4, 23);
const saturday = monday + 5 * 24 * hourMs;

/** The demo plant's by hand: energy, grid use and tax of a kWh, and 20 % on all of it. */
const peak = (0.148 + 0.0231 + 0.015) * 1.2;
const offPeak = (0.112 + 0.0231 + 0.015) * 1.2;

const near = (actual: number | undefined, expected: number, within = 1e-9): void => {
  assert.ok(actual !== undefined && Math.abs(actual - expected) < within, `${actual} instead of ${expected}`);
};

const pulses = (medium: string) => ({ pulse: { medium, pulsesPerUnit: 1, driver: "message" } });
const version = (components: object[], more: object = {}) => ({
  versions: [{ from: "2026-01-01", components, ...more }],
});
const gas = {
  unit: "kWh",
  conversions: [{ from: "2026-01-01", calorificValue: 11, stateNumber: 0.95 }],
  ...version([
    { id: "gas", kind: "energy", price: 0.06 },
    { id: "meter", kind: "fixed", price: 12, per: "month" },
    { id: "levy", kind: "levy", price: 0.01 },
  ]),
};
const water = {
  unit: "m³",
  ...version([{ id: "water", kind: "energy", price: [{ upTo: 0.2, price: 2.4567 }, { price: 9 }] }]),
};
const hourly = version([{ id: "spot", kind: "energy", price: { series: "day-ahead" } }]);

function worksSite() {
  const { site, problems } = parseSite({
    version: 1,
    site: { id: "works", timeZone: "UTC", currency: "EUR" },
    buses: [{ id: "hall", host: "127.0.0.1" }],
    meters: [
      { id: "main", bus: "hall", unitId: 1, profile: "wago-879-30xx", role: "main" },
      { id: "g", ...pulses("gas") },
      { id: "w", ...pulses("water") },
    ],
    prices: [{ id: "day-ahead" }],
    tariffs: [
      { id: "t-gas", quantity: "gas_volume", ...gas },
      { id: "t-water", quantity: "water_volume", ...water },
      { id: "t-spot", quantity: energy, ...hourly },
    ],
    supplies: [
      { id: "gas", meter: "g", tariff: "t-gas" },
      { id: "town", meter: "w", tariff: "t-water" },
      { id: "grid", meter: "main", tariff: "t-spot" },
    ],
  });
  assert.deepEqual(problems, []);
  return site;
}

describe("the price of even use", () => {
  const demo = usePriceOf(demoSite());
  const works = usePriceOf(worksSite());

  it("follows the time of use, with levies and taxes, without what no kilowatt-hour causes", () => {
    near(demo("m-arc", energy, monday + 6 * hourMs, monday + 14 * hourMs), peak);
    near(demo("m-arc", energy, monday, monday + 6 * hourMs), offPeak);
    near(demo("m-arc", energy, monday + 4 * hourMs, monday + 7 * hourMs), (2 * offPeak + peak) / 3);
    near(demo("m-arc", energy, saturday + 6 * hourMs, saturday + 14 * hourMs), offPeak);
    near(demo("m-arc", energy, monday, monday + 24 * hourMs), (16 * peak + 8 * offPeak) / 24);
  });

  it("is that of whole quarter-hours, also for a moment", () => {
    near(demo("m-arc", energy, monday + 6 * hourMs + 1, monday + 6 * hourMs + 2), peak);
    near(demo("m-arc", energy, monday + 6 * hourMs - 1, monday + 6 * hourMs - 1), offPeak);
    near(demo("m-arc", energy, monday + 5 * hourMs + 1, monday + 6 * hourMs + 1), offPeak);
  });

  it("is that of a total where a meter has no register of import, and of nothing else", () => {
    near(demo("m-air", "active_energy_total", monday, monday + hourMs), offPeak);
    assert.equal(demo("m-air", "gas_volume", monday, monday + hourMs), undefined);
    assert.equal(demo("nobody", energy, monday, monday + hourMs), undefined);
  });

  it("is one of the meter's unit where the tariff has another", () => {
    near(works("g", "gas_volume", monday, monday + 24 * hourMs), 11 * 0.95 * 0.07);
  });

  it("is that of the first tier, however small a litre is", () => {
    near(works("w", "water_volume", monday, monday + 24 * hourMs), 2.4567 / 1000);
  });

  it("is unknown where prices come as readings, and before the tariff began", () => {
    assert.equal(works("main", energy, monday, monday + hourMs), undefined);
    const before = Date.UTC(2025, 5, 1);
    assert.equal(works("g", "gas_volume", before, before + hourMs), undefined);
    const newYear = Date.UTC(2026, 0, 1);
    assert.equal(works("g", "gas_volume", newYear - hourMs, newYear + hourMs), undefined);
  });
});

describe("what watching says in money without a price in its rules", () => {
  it("of an idle shift of the demo plant", () => {
    const site = demoSite();
    const rules = sortedRules([{ rule: "idle", machine: "arc-furnace", offBelowKw: 1, runningAboveKw: 50 } as never]);
    const idling = powers(monday + 5 * hourMs, monday + 15 * hourMs, 60, () => 10);
    const mine = idling.map((message) => ({ ...message, site: "demo", meter: "m-arc" }));
    const told = steppedThrough(loadMonitor, loadConfigOf(site, rules), mine) as Condition[];
    const early = told.find(({ rule, evidence }) => rule === "idle-use" && evidence.shift === "Early");
    assert.deepEqual(
      [early?.value, early?.evidence.costCentre, early?.evidence.money, early?.evidence.currency],
      [80, "4100", Number((80 * peak).toPrecision(4)), "EUR"],
    );
    const [idle] = told.filter(({ rule, active }) => rule === "idle" && active);
    const { idleKwh, money, moneyPerDay, currency } = idle?.evidence ?? {};
    near(money as number, (idleKwh as number) * offPeak, 0.001);
    // The day before was a Sunday.
    near(moneyPerDay as number, Number((240 * offPeak).toPrecision(4)));
    assert.equal(currency, "EUR");
  });

  it("of a leak, by the tariff of the water", () => {
    const leak = register({ hours: 72, leak: from(24, 20) });
    const [told] = steppedThrough(leakDetector, leakConfigOf(worksSite(), []), leak) as Condition[];
    const { moneyPerDay, lossPerDay, currency } = told?.evidence ?? {};
    near(moneyPerDay as number, Number(((lossPerDay as number) * 0.0024567).toPrecision(4)));
    assert.equal(currency, "EUR");
  });

  it("of a drift, by the day; a rule's own price counts more", () => {
    const config = driftConfigOf(demoSite());
    const day = { from: monday, to: monday + 24 * hourMs };
    const arc = { meter: "m-arc", quantity: energy };
    const perDay = Number((((16 * peak + 8 * offPeak) / 24) * 30).toFixed(2));
    assert.deepEqual(costPerDay(config, arc, 30, day), { costPerDay: perDay, currency: "EUR" });
    assert.deepEqual(costPerDay(config, { ...arc, pricePerUnit: 0.5 }, 30, day), { costPerDay: 15, currency: "EUR" });
    assert.deepEqual(costPerDay(config, { ...arc, quantity: "water_volume" }, 30, day), {});
  });
});
