import assert from "node:assert/strict";
import type { Interval, Reading } from "../../dist/lib/contract/messages.js";
import { loadConfigOf } from "../../dist/lib/load/load-config.js";
import { sortedRules } from "../../dist/lib/load/load-rules.js";
import { CompletenessCount } from "../../dist/lib/metering/completeness.js";
import { balancesOf } from "../../dist/lib/site/balance.js";
import { mediumOf } from "../../dist/lib/site/medium.js";
import { PlantNow } from "../../dist/lib/site/overview.js";
import { parseSite } from "../../dist/lib/site/parse-site.js";

const now = Date.UTC(2026, 0, 5, 12);
const bus = (id: string, unitId: number) => ({ id, bus: "hall", unitId, profile: "x", intervalSeconds: 10 });
const grid = { ...bus("grid", 1), role: "main" };
const press = bus("press", 2);
const well = { id: "well", role: "main", pulse: { medium: "water", unitPerPulse: 1, line: 17 } };
/** Nobody says what it measures before it has sent something. */
const device = (id: string, more: object = {}) => ({ id, role: "main", device: { id: `eui-${id}`, ...more } });

const siteOf = (...meters: object[]) =>
  parseSite({
    version: 1,
    site: { id: "works", timeZone: "UTC" },
    buses: [{ id: "hall", host: "127.0.0.1" }],
    meters,
  }).site;

const reading = (meter: string, values: Record<string, number>): Reading => ({
  kind: "reading",
  site: "works",
  meter,
  at: now,
  values,
  quality: "good",
});
const interval = (meter: string, quantity: string, amount: number): Interval => ({
  kind: "interval",
  site: "works",
  meter,
  quantity,
  from: now - 900_000,
  to: now,
  amount,
  quality: "measured",
  reasons: [],
  version: 1,
});

function overviewOf(meters: object[], messages: readonly (Reading | Interval)[]) {
  const plant = new PlantNow(siteOf(...meters));
  for (const message of messages) plant.take(message);
  const { basis, complete, power, notMetered } = plant.overview(new Map(), now);
  return { basis, complete, power, notMetered };
}

describe("main meters of several media", () => {
  const loads = [reading("grid", { active_power: 50 }), reading("press", { active_power: 40 })];
  const byMain = { basis: "main", complete: true, power: 50, notMetered: 10 };

  it("give the plant's power by those of electricity, whether the others have sent anything or not", () => {
    for (const water of [
      well,
      device("well"),
      device("well", { mapping: [{ quantity: "water_volume", path: "v" }] }),
    ]) {
      assert.deepEqual(overviewOf([water, grid, press], loads), byMain);
      assert.deepEqual(overviewOf([water, grid, press], [...loads, reading("well", { water_volume: 5 })]), byMain);
    }
  });

  it("leave the power to the sub-meters where none of them is of electricity", () => {
    const bySubs = { basis: "sum", complete: true, power: 40, notMetered: null };
    assert.deepEqual(overviewOf([well, press], loads.slice(1)), bySubs);
  });

  it("are missed where they are known to measure power, or are the only one", () => {
    const bySubs = { basis: "sum", complete: false, power: 40, notMetered: null };
    assert.deepEqual(overviewOf([device("infeed"), press], loads.slice(1)), bySubs);
    const counted = interval("infeed", "active_energy_import", 9);
    assert.deepEqual(overviewOf([device("infeed"), grid, press], [...loads, counted]), bySubs);
  });

  it("are balanced with the sub-meters of their own medium", () => {
    const count = new CompletenessCount(now - 900_000, now);
    count.take(interval("grid", "active_energy_import", 10));
    count.take(interval("press", "active_energy_import", 4));
    count.take(interval("well", "water_volume", 99));
    for (const water of [well, device("well")]) {
      const balances = balancesOf(siteOf(water, grid, press), count).filter(
        ({ quantity }) => quantity !== "water_volume",
      );
      assert.deepEqual(
        balances.map(({ meters, difference, complete }) => [meters, difference, complete]),
        [[["grid"], 6, true]],
      );
    }
  });

  it("leave demand windows to meters of electricity", () => {
    const watched = (...meters: object[]) => {
      const site = siteOf(...meters);
      const config = loadConfigOf(site, sortedRules([]));
      return site.meters.filter(({ id }) => config.planOf(id).peak).map(({ id }) => id);
    };
    assert.deepEqual(watched(well, grid, press), ["grid"]);
    assert.deepEqual(watched(well, press), ["press"], "no main meter of electricity: what nothing is above");
  });

  it("have the medium of what is read from a device, whatever else it tells", () => {
    const mapping = ["energy_price", "temperature", "water_volume"].map((quantity) => ({ quantity, path: quantity }));
    const decoder = [{ fields: [{ offset: 0, type: "u32", quantity: "gas_volume" }] }];
    const media = siteOf(device("a", { mapping }), device("b", { decoder }), device("c")).meters.map(mediumOf);
    assert.deepEqual(media, ["water", "gas", undefined]);
  });
});
