import assert from "node:assert/strict";
import { calibrated, parseCalibrations } from "../../dist/lib/metering/calibration.js";
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
      { from: "2026-01-20", ct: 60 },
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

  it("without what the register showed the new ratio counts from its zero", () => {
    const raw = [
      { from: "2026-01-01", ct: 40 },
      { from: "2026-01-10", ct: 60 },
    ];
    assert.deepEqual(corrected(raw, day(10), { active_energy_import: 100 }), { active_energy_import: 6000 });
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
