import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Interval, Reading } from "../../lib/contract/messages";
import { chance } from "../../lib/simulate/chance";

export const quarterMs = 900_000;
export const zone = "Asia/Seoul";
export const newYear = Date.parse("2018-01-01T00:00+09:00");
const hourMs = 3_600_000;

/** kWh of each quarter of an hour of 2018. Origin and licence: `lib/simulate/steel-load.md`. */
export function steelQuarters(): number[] {
  const file = join(__dirname, "../../lib/simulate/steel-load.json");
  const { activeKwhHundredths } = JSON.parse(readFileSync(file, "utf8")) as { activeKwhHundredths: readonly string[] };
  return activeKwhHundredths.flatMap((day) => day.split(" ").map((hundredths) => Number(hundredths) / 100));
}

/** Month of the works' clock, 1 to 12. */
export const monthOf = (at: number): number => new Date(at + 9 * hourMs).getUTCMonth() + 1;

/** The year as the accumulator's intervals. */
export function* intervalsOf(quarters: readonly number[]): Generator<Interval> {
  for (const [index, amount] of quarters.entries()) {
    const from = newYear + index * quarterMs;
    yield {
      kind: "interval",
      site: "works",
      meter: "main",
      quantity: "active_energy_import",
      from,
      to: from + quarterMs,
      amount,
      quality: "measured",
      reasons: [],
      version: 1,
    };
  }
}

const minutesPerQuarter = 15;

/**
 * The year as a reading of power a minute. How the load runs within a quarter of an hour is not known: here it goes straight from one
 * quarter's mean to the next, and departs from that by a random walk that comes back within some minutes; `swing` is its usual size as
 * a share. Each quarter keeps its energy.
 */
export function* minutesOf(quarters: readonly number[], seed: number, swing: number): Generator<Reading> {
  const kept = Math.exp(-1 / 3);
  let walk = 0;
  for (const [index, kwh] of quarters.entries()) {
    const [before, here, after] = [quarters[index - 1] ?? kwh, kwh, quarters[index + 1] ?? kwh];
    const shape: number[] = [];
    for (let minute = 0; minute < minutesPerQuarter; minute++) {
      const place = (minute + 0.5) / minutesPerQuarter - 0.5;
      const even = place < 0 ? here + (here - before) * place : here + (after - here) * place;
      walk = walk * kept + normal(seed, index * minutesPerQuarter + minute) * swing * Math.sqrt(1 - kept * kept);
      shape.push(Math.max(0.05 * here, even) * Math.exp(walk));
    }
    const scale = (kwh * 4 * minutesPerQuarter) / shape.reduce((a, b) => a + b, 0);
    for (const [minute, level] of shape.entries()) {
      const at = newYear + index * quarterMs + (minute + 1) * 60_000;
      const values = { active_power: level * scale };
      yield { kind: "reading", site: "works", meter: "main", at, values, quality: "good" };
    }
  }
}

/** Box and Muller. */
const normal = (seed: number, index: number): number =>
  Math.sqrt(-2 * Math.log(1 - chance(seed, 2 * index))) * Math.cos(2 * Math.PI * chance(seed, 2 * index + 1));
