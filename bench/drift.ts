import { readFileSync } from "node:fs";
import { join } from "node:path";
import { between } from "../lib/simulate/chance";
import { nightsOf } from "./drift/nights-of";
import { found, watched } from "./drift/placements";
import type { Options } from "./run";

const sizes = [0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3];
const delays = [3, 5, 7, 10, 14, 21, 28, 42];
/** 1 March, 1 October and 1 November as days of the year. */
const march = 59;
const october = 273;
const november = 304;

/**
 * A lasting rise of the nights of a steel works at random days from March to October: which share is found within how many
 * nights, and what is told of the untouched year. `--seed` (1), `--placements` (120).
 */
export async function run({ seed = 1, placements = 120 }: Options): Promise<object> {
  const days = steelDays();
  const nights = nightsOf(days);
  const starts = Array.from({ length: placements }, (_none, index) =>
    Math.floor(between(seed, index, march, november)),
  );
  const curve = sizes.map((size) => {
    const shares = delays.map((within) => [`within${within}`, found(nights, size, starts, within).share] as const);
    return { percent: 100 * size, ...Object.fromEntries(shares) };
  });
  const untouched = watched(nights).map(({ night, drift: { kind, severity, ratio } }) => {
    return { day: night, kind, severity, percent: Math.round(1000 * ratio) / 10 };
  });
  const rises = untouched.filter(({ kind, day }) => kind === "drift" && day >= march);
  return {
    seed,
    placements,
    falseAlarmsMarchToSeptember: rises.filter(({ day }) => day < october).length,
    curve,
    untouched,
  };
}

/** The quarter hours of each day, kWh. */
export function steelDays(): number[][] {
  const file = join(__dirname, "../lib/simulate/steel-load.json");
  const { activeKwhHundredths } = JSON.parse(readFileSync(file, "utf8")) as { activeKwhHundredths: readonly string[] };
  return activeKwhHundredths.map((day) => day.split(" ").map((value) => Number(value) / 100));
}
