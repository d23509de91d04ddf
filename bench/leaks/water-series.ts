import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { DateTime } from "luxon";

/** One value of a register: ms UTC and litres. */
export type Shown = readonly [at: number, litres: number];

export interface WaterSeries {
  readonly id: string;
  readonly shown: readonly Shown[];
}

const folder = join(process.cwd(), "test", "fixtures", "water");
const zone = "Europe/Madrid";

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
  const first = DateTime.fromSQL(local, { zone });
  const candidates = first.getPossibleOffsets().map((one) => one.toMillis());
  return candidates.sort((a, b) => a - b).find((at) => at > before);
}
