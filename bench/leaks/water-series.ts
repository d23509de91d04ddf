import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** One value of a register: ms UTC and litres. */
export type Shown = readonly [at: number, litres: number];

export interface WaterSeries {
  readonly id: string;
  readonly shown: readonly Shown[];
}

const folder = join(process.cwd(), "test", "fixtures", "water");
const hourMs = 3_600_000;

/** The 27 households of the DAIAD trial; times are local, and the hour that the clocks repeat stands twice. */
export const waterIds: readonly string[] = [
  ..."ADF",
  ..."01 04 07 10 13 16 19 22 25 28 31 34 37 40 43 46 49 52 55 58 61 64 70 73".split(" ").map((n) => `H${n}`),
];

const known = new Map<string, WaterSeries>();

/** Read once. */
export function waterSeries(id: string): WaterSeries {
  const series = known.get(id) ?? { id, shown: shownIn(join(folder, `${id}.csv.gz`)) };
  known.set(id, series);
  return series;
}

function shownIn(file: string): Shown[] {
  const shown: Shown[] = [];
  for (const line of gunzipSync(readFileSync(file)).toString().split("\n").slice(1)) {
    const [local, litres] = line.split(",");
    if (!local) continue;
    const at = utcOf(local, shown.at(-1)?.[0] ?? 0);
    if (at !== undefined) shown.push([at, Number(litres)]);
  }
  return shown;
}

/** The first of the two times that a local time may mean which is later than the one before; undefined for a repeated row. */
function utcOf(local: string, before: number): number | undefined {
  const shown = Date.parse(`${local.replace(" ", "T")}Z`);
  return [2, 1].map((ahead) => shown - ahead * hourMs).find((at) => at > before && at + aheadOf(at) === shown);
}

/** Spain is two hours ahead of UTC from the last Sunday of March to that of October, 01:00 UTC. */
function aheadOf(at: number): number {
  const year = new Date(at).getUTCFullYear();
  const isSummer = at >= lastSunday(year, 2) && at < lastSunday(year, 9);
  return (isSummer ? 2 : 1) * hourMs;
}

function lastSunday(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month + 1, 0, 1));
  return last.getTime() - last.getUTCDay() * 24 * hourMs;
}
