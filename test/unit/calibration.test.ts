import assert from "node:assert/strict";
import { calibrated, parseCalibrations } from "../../dist/lib/metering/calibration.js";
import { parseSite } from "../../dist/lib/site/parse-site.js";
import { siteIntake, taken } from "../support/devices.ts";

const day = (n: number) => Date.UTC(2026, 0, n);
const timeOf = (text: string) => (Number.isNaN(Date.parse(text)) ? undefined : Date.parse(text));
const parse = (raw: unknown) => parseCalibrations(raw, timeOf);
const reading = (at: number, values: Record<string, number>) =>
  ({ kind: "reading", site: "works", meter: "m", at, values, quality: "good" }) as const;
const corrected = (raw: unknown, at: number, values: Record<string, number>) =>
  calibrated(reading(at, values), parse(raw)).values;

describe("calibration", () => {
  it("current transformers multiply currents, powers and energies; voltage transformers voltages, powers and energies", () => {
    const raw = {
      current_l1: 2,
      voltage_l1: 100,
      voltage_l1_l2: 173,
      active_power: 0.5,
      reactive_power: 0.1,
      apparent_power: 0.51,
      active_energy_import: 10,
      reactive_energy_export: 1,
      power_factor: 0.98,
      frequency: 50,
      voltage_thd_l1: 3,
      phase_angle: 11,
      water_volume: 7,
      temperature: 21,
    };
    assert.deepEqual(corrected([{ from: "2026-01-01", ct: 40, vt: 200 }], day(2), raw), {
      current_l1: 80,
      voltage_l1: 20_000,
      voltage_l1_l2: 34_600,
      active_power: 4000,
      reactive_power: 800,
      apparent_power: 4080,
      active_energy_import: 80_000,
      reactive_energy_export: 8000,
      power_factor: 0.98,
      frequency: 50,
      voltage_thd_l1: 3,
      phase_angle: 11,
      water_volume: 7,
      temperature: 21,
    });
  });

  it("the entry in force is the newest that is not after the reading, whatever the order they are written in", () => {
    const raw = [
      { from: "2026-01-20", ct: 60, registers: {} },
      { from: "2026-01-10", ct: 40 },
    ];
    const current = (at: number) => corrected(raw, at, { current_l1: 1 }).current_l1;
    assert.equal(current(day(10) - 1), 1);
    assert.equal(current(day(10)), 40);
    assert.equal(current(day(20) - 1), 40);
    assert.equal(current(day(20)), 60);
  });

  it("gain and offset correct one quantity, after the ratio", () => {
    const raw = [
      { from: "2026-01-01", ct: 10 },
      { from: "2026-01-01", quantity: "active_power", gain: 1.02, offset: -0.5 },
    ];
    assert.deepEqual(corrected(raw, day(2), { active_power: 5, current_l1: 2 }), {
      active_power: 50.5,
      current_l1: 20,
    });
  });

  it("a register goes on from what it showed when the ratio changed", () => {
    const raw = [
      { from: "2026-01-01", ct: 40 },
      { from: "2026-01-10", ct: 60, registers: { active_energy_import: 100 } },
      { from: "2026-01-20", ct: 20, registers: { active_energy_import: 150 } },
    ];
    const energy = (at: number, shown: number) =>
      corrected(raw, at, { active_energy_import: shown }).active_energy_import;
    assert.equal(energy(day(9), 100), 4000);
    assert.equal(energy(day(10), 100), 4000);
    assert.equal(energy(day(15), 110), 4600);
    assert.equal(energy(day(20), 150), 7000);
    assert.equal(energy(day(25), 151), 7020);
  });

  it("a new ratio without what the registers showed is refused, at its place, with what to write", () => {
    const raw = [
      { from: "2026-01-10", ct: 60 },
      { from: "2026-01-01", ct: 40 },
    ];
    const { problems } = parseSite({
      version: 1,
      site: { id: "works", timeZone: "Europe/Vienna" },
      meters: [{ id: "m-1", device: { id: "esp-1" }, calibrations: raw }],
    });
    const [problem = assert.fail()] = problems;
    assert.equal(problem.code, "SITE_ITEM_INVALID");
    assert.equal(problem.params.place, "meters/0/calibrations/0/registers");
    assert.match(String(problem.params.detail), /"active_energy_import": 1520.4/);
  });

  it("a new ratio that leaves the energies as they were needs no registers", () => {
    const raw = [
      { from: "2026-01-01", ct: 40, vt: 1 },
      { from: "2026-01-10", ct: 20, vt: 2 },
    ];
    assert.deepEqual(corrected(raw, day(11), { active_energy_import: 100 }), { active_energy_import: 4000 });
  });

  it("a register that the new ratio does not name goes on with the old one, and the reading is uncertain", () => {
    const raw = [
      { from: "2026-01-01", ct: 40 },
      { from: "2026-01-10", ct: 60, registers: { active_energy_import: 100 } },
    ];
    const values = { active_energy_import: 110, reactive_energy_import: 10 };
    const { quality, reason, ...made } = calibrated(reading(day(11), values), parse(raw));
    assert.deepEqual(made.values, { active_energy_import: 4600, reactive_energy_import: 400 });
    assert.equal(quality, "uncertain");
    assert.match(reason ?? "", /reactive_energy_import$/);
  });

  describe("a register that begins again at 0 after a change of ratio", () => {
    const change = [
      { from: "2026-01-01", ct: 40 },
      { from: "2026-01-10", ct: 60, registers: { active_energy_import: 1000 } },
    ];
    const energy = (raw: unknown, n: number, shown: number) =>
      corrected(raw, day(n), { active_energy_import: shown }).active_energy_import;

    it("falls by what it had counted since, and never below what was counted before", () => {
      assert.equal(energy(change, 15, 1010), 40_600);
      assert.equal(energy(change, 16, 0), 40_000);
      assert.equal(energy(change, 17, 7), 40_420);
    });

    it("goes on past the old value where an entry with the same ratio says when it was", () => {
      const told = [...change, { from: "2026-01-16", ct: 60, registers: { active_energy_import: 0 } }];
      assert.equal(energy(told, 16, 0), 40_000);
      assert.equal(energy(told, 17, 7), 40_420);
      assert.equal(energy(told, 99, 999), 40_000 + 999 * 60);
      assert.equal(energy(told, 99, 1001), 40_000 + 1001 * 60);
    });

    it("is another thing than one that was noted later than at its date, which must not be counted again", () => {
      assert.equal(energy(change, 10, 998), 39_880);
    });
  });

  it("a reading from before the first entry, or a meter without any, stays as it is", () => {
    const raw = reading(day(1), { active_power: 1 });
    assert.equal(calibrated(raw, parse([{ from: "2026-01-02", ct: 2 }])), raw);
    assert.equal(calibrated(raw, undefined), raw);
  });

  it("wrong entries are refused with their place", () => {
    const wrong = (entry: object, message: RegExp) => assert.throws(() => parse([entry]), message);
    wrong({ from: "one fine day", ct: 1 }, /calibrations\/0\/from/);
    wrong({ from: "2026-01-01" }, /either ct or vt, or gain or offset/);
    wrong({ from: "2026-01-01", ct: 2, gain: 1, quantity: "active_power" }, /either ct or vt, or gain or offset/);
    wrong({ from: "2026-01-01", gain: 1.1 }, /calibrations\/0\/quantity/);
    wrong({ from: "2026-01-01", ct: 2, quantity: "active_power" }, /calibrations\/0\/quantity/);
    wrong({ from: "2026-01-01", gain: 1, quantity: "powr" }, /calibrations\/0\/quantity/);
    wrong({ from: "2026-01-01", ct: 0 }, /0\/ct/);
    wrong({ from: "2026-01-01", ct: 2, registers: { active_power: 1 } }, /is no register/);
    wrong({ from: "2026-01-01", ct: 2, registers: { water_volume: 1 } }, /is no register/);
  });

  it("a date in the site model is one of the site's clock, and values of devices are corrected by their own time", () => {
    const calibrations = [{ from: "2026-01-05", ct: 100 }];
    const intake = siteIntake([{ id: "m-1", device: { id: "esp-1" }, calibrations }]);
    const current = (timestamp: string) =>
      taken(intake, "", { deviceId: "esp-1", current: 1.5, timestamp }, day(6)).readings[0]?.values.current;
    assert.equal(current("2026-01-04T22:59:59Z"), 1.5);
    assert.equal(current("2026-01-04T23:00:00Z"), 150);
  });
});
