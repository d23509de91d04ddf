import assert from "node:assert/strict";
import type { Interval, Reading } from "../../dist/lib/contract/messages.js";
import { accumulator } from "../../dist/lib/metering/accumulator.js";
import { chanceOf } from "../support/chance.ts";

const start = Date.UTC(2026, 0, 5, 9, 0);
const minuteMs = 60_000;

interface Arrival {
  readonly reading: Reading;
  readonly arrives: number;
}

/** Power each minute, the register every ten; each up to `lateMinutes` late. */
function readingsOf(seed: number, lateMinutes: number): Arrival[] {
  const load = chanceOf(seed);
  const delay = chanceOf(seed ^ 0x51ed270b);
  let kwh = 1000;
  let power = 30;
  return Array.from({ length: 180 }, (_, minute) => {
    const at = start + minute * minuteMs;
    kwh += power / 60;
    if (load() < 0.2) power = Math.round(load() * 80);
    const values =
      minute % 10 === 0
        ? { active_power: power, active_energy_import: Number(kwh.toFixed(3)) }
        : { active_power: power };
    const settled = minute > 0 && minute < 170;
    const arrives = at + (settled ? delay() * lateMinutes * minuteMs : 0);
    return { reading: { kind: "reading", site: "s", meter: "m", at, values, quality: "good" }, arrives };
  });
}

function counted(arrivals: readonly Arrival[]): (readonly [number, number, string])[] {
  const config = accumulator.parseConfig({ timeZone: "UTC", steps: ["15m"], ratedPowerKw: 100 });
  let state = accumulator.initialState(config, "s/m");
  const newest = new Map<number, Interval>();
  let now = 0;
  for (const { reading, arrives } of arrivals.toSorted((a, b) => a.arrives - b.arrives)) {
    now = Math.max(now, arrives);
    const result = accumulator.step(config, state, { type: "message", message: reading }, now);
    state = result.state;
    for (const { payload } of result.outputs) if (payload.kind === "interval") newest.set(payload.from, payload);
  }
  return [...newest.values()]
    .sort((a, b) => a.from - b.from)
    .map(({ from, amount, quality }) => [(from - start) / minuteMs, amount, quality]);
}

describe("power that was read where the register was not", () => {
  it("divides what the register counted in the same way, whatever the order of arrival within the window", () => {
    for (let seed = 1; seed <= 200; seed++) {
      assert.deepEqual(counted(readingsOf(seed, 30)), counted(readingsOf(seed, 0)), `seed ${seed}`);
    }
  });
});
