import assert from "node:assert/strict";
import { type LoadedMeter, type MeterLoad, plantLoads } from "../../dist/lib/simulate/plant-load.js";
import { installedAt, WallClock } from "../../dist/lib/simulate/wall-clock.js";
import { worksLevel } from "../../dist/lib/simulate/works-load.js";
import { demoSite } from "../support/demo-site.ts";

const hour = 3_600_000;
const clock = new WallClock("Europe/Vienna");
const loadsOf = (seed: number, speed = 1): ReadonlyMap<string, MeterLoad> =>
  plantLoads(
    demoSite().meters.map(({ id, role, ratedPowerKw }): LoadedMeter => {
      return { id, role, ratedKw: ratedPowerKw ?? 30, seed, speed };
    }),
    clock,
  );
const loads = loadsOf(2018);
const loadOf = (meter: string): MeterLoad => loads.get(meter) as MeterLoad;
const energyKwh = (meter: string, from: number, to: number): number =>
  loadOf(meter).energyAt(to).active - loadOf(meter).energyAt(from).active;
const subs = [...loads.keys()].filter((id) => id !== "main");

/** Tuesday 2026-11-17, 09:00 in Vienna. */
const tuesday = Date.UTC(2026, 10, 17, 8);

describe("the simulated plant's load", () => {
  it("is the same for the same seed, and another for another", () => {
    const again = loadsOf(2018);
    const other = loadsOf(2019);
    const at = tuesday + 12_345_678;
    for (const id of loads.keys()) {
      assert.deepEqual(again.get(id)?.powerAt(at), loadOf(id).powerAt(at));
      assert.notEqual(other.get(id)?.energyAt(at).active, loadOf(id).energyAt(at).active);
    }
  });

  it("counts exactly the integral of its power, whatever the second", () => {
    for (const id of ["m-arc", "m-air", "main"]) {
      const stepMs = 100;
      const from = tuesday + 437_000;
      let kwh = 0;
      for (let at = from + stepMs / 2; at < from + hour / 2; at += stepMs) {
        kwh += (loadOf(id).powerAt(at).active * stepMs) / hour;
      }
      const counted = energyKwh(id, from, from + hour / 2);
      assert.ok(Math.abs(kwh - counted) < counted * 1e-3, `${id}: ${kwh} kWh by power, ${counted} by register`);
    }
  });

  it("gives the main meter the sum of the others and a small rest, in power and in energy", () => {
    for (let at = tuesday; at < tuesday + 24 * hour; at += 1_000_003) {
      const sum = subs.reduce((kw, id) => kw + loadOf(id).powerAt(at).active, 0);
      const rest = loadOf("main").powerAt(at).active - sum;
      assert.ok(rest > 0 && rest < 30, `rest ${rest} kW`);
    }
    const sum = subs.reduce((kwh, id) => kwh + energyKwh(id, tuesday, tuesday + 24 * hour), 0);
    const whole = energyKwh("main", tuesday, tuesday + 24 * hour);
    assert.ok(whole > sum && whole < sum * 1.08, `${whole} kWh against ${sum}`);
  });

  it("never runs a register backwards, also when the clocks change", () => {
    for (const change of [Date.UTC(2026, 2, 29, 1), Date.UTC(2026, 9, 25, 1)]) {
      const [before, at, after] = [change - hour, change, change + hour];
      for (const id of loads.keys()) {
        const kwh = [energyKwh(id, before, at), energyKwh(id, at, after)];
        assert.ok(
          kwh.every((amount) => amount > 0 && amount < 700),
          `${id}: ${kwh.join(", ")} kWh`,
        );
      }
      // A second on either side belongs together: no jump where the wall clock jumps.
      assert.ok(energyKwh("main", change - 1000, change + 1000) < 0.5);
    }
  });

  it("shows a Saturday's load on a Saturday: less than on a Tuesday, more than on a Sunday", () => {
    const midnight = tuesday - 9 * hour;
    const weeks = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((week) => midnight - week * 7 * 24 * hour);
    const meanDay = (days: number): number =>
      weeks.reduce((kwh, from) => kwh + energyKwh("main", from + days * 24 * hour, from + (days + 1) * 24 * hour), 0);
    const [tue, sat, sun] = [meanDay(0), meanDay(4), meanDay(5)];
    assert.ok(tue > sat && sat > sun, `Tue ${tue}, Sat ${sat}, Sun ${sun}`);
  });

  it("keeps power × time = energy when the simulation runs faster than the clock", () => {
    const fast = loadsOf(2018, 60).get("m-arc") as MeterLoad;
    let kwh = 0;
    for (let at = tuesday + 5; at < tuesday + 60_000; at += 10) kwh += (fast.powerAt(at).active * 10) / hour;
    const counted = fast.energyAt(tuesday + 60_000).active - fast.energyAt(tuesday).active;
    assert.ok(Math.abs(kwh - counted) < counted * 1e-2, `${kwh} against ${counted}`);
  });

  it("stands at zero until the meters are installed", () => {
    assert.equal(loadOf("main").energyAt(installedAt - hour).active, 0);
    assert.ok(Math.abs(loadOf("main").energyAt(installedAt).active) < 1e-6);
  });
});

describe("the steel works' series", () => {
  it("has its highest quarter hour as 1 and no gap", () => {
    const levels = Array.from({ length: 364 * 96 }, (_, quarter) => worksLevel(quarter));
    assert.equal(Math.max(...levels), 1);
    assert.ok(Math.min(...levels) > 0);
  });

  it("adds up to the sums that are published with it", async () => {
    const { default: series } = await import("../../dist/lib/simulate/steel-load.json", { with: { type: "json" } });
    const days = series.activeKwhHundredths.map((day) => day.split(" ").map(Number));
    const sum = (from: number, to: number): number =>
      days
        .slice(from, to)
        .flat()
        .reduce((a, b) => a + b, 0) / 100;
    assert.equal(sum(0, 365), 959_636.71);
    assert.equal(sum(0, 31), 126_238.29);
    assert.equal(Math.max(...days.slice(304, 334).flat()) * 4, 62_872);
  });
});
