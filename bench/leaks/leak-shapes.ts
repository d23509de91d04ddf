import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** A leak's flow hour by hour, as parts of its mean. */
export interface LeakShape {
  readonly id: string;
  readonly type: string;
  readonly hourly: readonly number[];
  /** What the first so many hours add up to. */
  readonly sums: readonly number[];
  /** The first hour in which it has its mean size: growing leaks count from then. */
  readonly fullFrom: number;
}

const file = join(process.cwd(), "test", "fixtures", "leaks", "battledim.csv.gz");

/** The five leaks of BattLeDIM 2019. */
export function leakShapes(): LeakShape[] {
  const lines = gunzipSync(readFileSync(file)).toString().trim().split("\n").slice(1);
  return lines.map((line) => {
    const [id = "", type = "", flows = ""] = line.split(",");
    const cubicMetres = flows.split(" ").map(Number);
    // What begins or ends within an hour is none of the leak's size.
    const whole = cubicMetres.slice(1, -1);
    const mean = whole.reduce((sum, flow) => sum + flow, 0) / whole.length;
    const hourly = cubicMetres.map((flow) => flow / mean);
    return { id, type, hourly, sums: sumsOf(hourly), fullFrom: hourly.findIndex((part) => part >= almostFull) };
  });
}

/** An abrupt leak goes up and down by a hundredth with the pressure. */
const almostFull = 0.99;

/** How much has leaked in so many hours since it began, in mean hours. */
export function leaked({ hourly, sums }: LeakShape, hours: number): number {
  const whole = Math.min(Math.floor(Math.max(0, hours)), hourly.length);
  return (sums[whole] as number) + (hourly[whole] ?? 0) * Math.max(0, hours - whole);
}

function sumsOf(parts: readonly number[]): number[] {
  const sums = [0];
  for (const part of parts) sums.push((sums.at(-1) as number) + part);
  return sums;
}
