import assert from "node:assert/strict";
import type { Interval, Reading } from "../../dist/lib/contract/messages.js";
import { type AccumulatorState, accumulator } from "../../dist/lib/metering/accumulator.js";

const start = Date.UTC(2026, 0, 5, 9, 0);
const minutes = (n: number) => start + n * 60_000;

const energyAt = (at: number, kwh: number): Reading => reading(at, { active_energy_import: kwh });

function reading(at: number, values: Record<string, number>): Reading {
  return { kind: "reading", site: "s", meter: "m", at, values, quality: "good" };
}

/** Feeds readings and gives back what comes out of output 0. */
function intervalsOf(readings: readonly Reading[], raw: object = {}): Interval[] {
  const config = accumulator.parseConfig({ timeZone: "Europe/Vienna", steps: ["15m"], ...raw });
  let state: AccumulatorState = accumulator.initialState(config, "s/m");
  return readings.flatMap((message) => {
    const result = accumulator.step(config, state, { type: "message", message }, message.at);
    state = result.state;
    return result.outputs.filter(({ port }) => port === 0).map(({ payload }) => payload as Interval);
  });
}

describe("energy-accumulator", () => {
  it("books the growth of a register into the interval in which it happened", () => {
    const [interval] = intervalsOf([
      energyAt(minutes(0), 1000),
      energyAt(minutes(5), 1002),
      energyAt(minutes(15), 1005.5),
    ]);
    assert.deepEqual(interval, {
      kind: "interval",
      site: "s",
      meter: "m",
      quantity: "active_energy_import",
      from: minutes(0),
      to: minutes(15),
      amount: 5.5,
      quality: "measured",
      reasons: [],
      version: 1,
    });
  });

  it("divides what straddles a boundary in proportion to time", () => {
    const [interval] = intervalsOf([energyAt(minutes(0), 0), energyAt(minutes(10), 10), energyAt(minutes(20), 14)]);
    assert.equal(interval?.amount, 12);
    assert.equal(interval?.quality, "measured");
  });

  it("never calls the first interval after a cold start measured", () => {
    const [interval] = intervalsOf([energyAt(minutes(3), 0), energyAt(minutes(9), 1), energyAt(minutes(15), 2)]);
    assert.equal(interval?.quality, "estimated");
    assert.deepEqual(interval?.reasons, ["partial"]);
  });

  it("spreads the energy of an outage over it, marked, and loses none of it", () => {
    const found = intervalsOf([energyAt(minutes(0), 100), energyAt(minutes(60), 107)]);
    assert.deepEqual(
      found.map(({ quality }) => quality),
      Array(4).fill("estimated"),
    );
    assert.equal(
      found.reduce((sum, { amount }) => sum + amount, 0),
      7,
    );
  });

  it("measures with readings a quarter of an hour apart, as long as they stand on the boundaries", () => {
    const found = intervalsOf([energyAt(minutes(0), 1), energyAt(minutes(15), 2), energyAt(minutes(30), 4)]);
    assert.deepEqual(
      found.map(({ quality, amount }) => [quality, amount]),
      [
        ["measured", 1],
        ["measured", 2],
      ],
    );
  });

  it("takes a register that falls for one reading for a glitch: nothing lost, nothing invented", () => {
    const found = intervalsOf([
      energyAt(minutes(0), 1000),
      energyAt(minutes(5), 0),
      energyAt(minutes(10), 1002),
      energyAt(minutes(15), 1003),
    ]);
    assert.equal(found[0]?.amount, 3);
    assert.equal(found[0]?.quality, "measured");
  });

  it("takes a register that stays down for a reset and counts on from there, marked", () => {
    const found = intervalsOf([
      energyAt(minutes(0), 1000),
      energyAt(minutes(5), 0.5),
      energyAt(minutes(10), 1),
      energyAt(minutes(15), 2),
    ]);
    assert.equal(found[0]?.amount, 2, "at least what the register shows since");
    assert.deepEqual(found[0]?.reasons, ["register-reset"]);
  });

  it("begins anew after a clock that stood at 1970, says so, and makes no decades of intervals", () => {
    const config = accumulator.parseConfig({ timeZone: "UTC", steps: ["15m"] });
    const step = (state: AccumulatorState, message: Reading) =>
      accumulator.step(config, state, { type: "message", message }, message.at);
    const first = step(accumulator.initialState(config, "s/m"), energyAt(0, 10));
    const second = step(first.state, energyAt(minutes(0), 12));
    assert.deepEqual(second.outputs, []);
    assert.match(String(second.errors?.[0]?.params.detail), /1970/);
    const third = step(second.state, energyAt(minutes(15), 13));
    assert.deepEqual(
      third.outputs.map(({ payload }) => (payload as Interval).amount),
      [1],
    );
  });

  it("ignores a repeated and an older reading", () => {
    const found = intervalsOf([
      energyAt(minutes(0), 10),
      energyAt(minutes(10), 12),
      energyAt(minutes(10), 12),
      energyAt(minutes(5), 11),
      energyAt(minutes(15), 13),
    ]);
    assert.equal(found.length, 1);
    assert.equal(found[0]?.amount, 3);
  });

  it("integrates power by trapezoids where a meter has no register", () => {
    const found = intervalsOf([0, 5, 10, 15].map((n) => reading(minutes(n), { active_power: 4 + n })));
    assert.equal(found[0]?.quantity, "active_energy_import");
    assert.equal(found[0]?.amount, ((4 + 19) / 2) * 0.25);
  });

  it("counts a meter's own register and not its power, when it has both", () => {
    const found = intervalsOf(
      [0, 5, 10, 15].map((n) => reading(minutes(n), { active_power: 999, active_energy_import: n })),
    );
    assert.deepEqual(
      found.map(({ amount }) => amount),
      [15],
    );
  });

  it("calls an interval without any power reading missing, not 0", () => {
    const found = intervalsOf([reading(minutes(0), { active_power: 6 }), reading(minutes(45), { active_power: 6 })]);
    assert.deepEqual(
      found.map(({ quality }) => quality),
      ["missing", "missing", "missing"],
    );
  });

  it("turns a flow in L/min into litres", () => {
    const found = intervalsOf([0, 5, 10, 15].map((n) => reading(minutes(n), { water_flow: 2 })));
    assert.deepEqual([found[0]?.quantity, found[0]?.amount], ["water_volume", 30]);
  });

  it("books power fed back into the grid as export", () => {
    const found = intervalsOf([0, 5, 10, 15].map((n) => reading(minutes(n), { active_power: -8 })));
    const byQuantity = Object.fromEntries(found.map(({ quantity, amount }) => [quantity, amount]));
    assert.deepEqual(byQuantity, { active_energy_import: 0, active_energy_export: 2 });
  });

  it("leaves no rounding behind: the intervals sum to what the register counted", () => {
    const readings = Array.from({ length: 3000 }, (_, n) => energyAt(minutes(n * 7), n / 3));
    const found = intervalsOf(readings);
    const last = found.at(-1) as Interval;
    const sum = found.reduce((total, { amount }) => total + Math.round(amount * 1e6), 0);
    const registerAtEnd = (last.to - start) / (7 * 60_000) / 3;
    assert.ok(Math.abs(sum - registerAtEnd * 1e6) <= 1, `${sum} ${registerAtEnd * 1e6}`);
  });

  it("shows running intervals on output 1 with version 0, and only where they are wanted", () => {
    const config = accumulator.parseConfig({ timeZone: "UTC", steps: ["1d"], running: true });
    const first = accumulator.step(
      config,
      accumulator.initialState(config, "s/m"),
      { type: "message", message: energyAt(minutes(0), 5) },
      0,
    );
    const second = accumulator.step(config, first.state, { type: "message", message: energyAt(minutes(1), 6) }, 0);
    assert.deepEqual(
      second.outputs.map(({ port, transient, payload }) => [
        port,
        transient,
        (payload as Interval).version,
        (payload as Interval).amount,
      ]),
      [[1, true, 0, 1]],
    );
  });

  it("refuses a time zone that does not exist, naming it", () => {
    assert.throws(() => accumulator.parseConfig({ timeZone: "Mars/Olympus" }), { code: "CONFIG_INVALID" });
  });
});
