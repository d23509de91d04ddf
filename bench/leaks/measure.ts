import { type LeakShape, leakShapes } from "./leak-shapes";
import { type CleanRun, cleanRun, hoursToFind, type Listening } from "./placement";
import { seeded } from "./seeded";
import { type WaterSeries, waterIds } from "./water-series";

/** How long a leak may go on after it has its size, hours. */
const patience = 96;
const hourMs = 3_600_000;
/** Households that go on for a day and a half without a zero hour again and again, without any leak being added. */
const restlessRuns = 2;
const restlessMs = 36 * hourMs;

export interface Household {
  readonly series: WaterSeries;
  readonly clean: CleanRun;
  readonly restless: boolean;
}

/** A household without an added leak, as the detector sees it. */
export const household = (series: WaterSeries, listening: Listening): Household => ({
  series,
  clean: cleanRun(series, listening),
  restless: isRestless(series),
});

/** The rule of thumb: an hour in which nothing flowed ends a run. */
function isRestless({ shown }: WaterSeries): boolean {
  let since = shown[0]?.[0] ?? 0;
  let runs = 0;
  let counted = false;
  for (let index = 1; index < shown.length; index++) {
    const [at, litres] = shown[index] as WaterSeries["shown"][number];
    if (litres <= ((shown[index - 1] as WaterSeries["shown"][number])[1] ?? 0)) {
      since = at;
      counted = false;
    } else if (!counted && at - since >= restlessMs) {
      runs += 1;
      counted = true;
    }
  }
  return runs >= restlessRuns;
}

/** Every active condition of the series as they are. */
export function falseAlarms(households: readonly Household[]) {
  const years = households.reduce((sum, { clean }) => sum + clean.years, 0);
  const raised = households.flatMap(({ series, clean }) =>
    clean.conditions
      .filter(({ active }) => active)
      .map(({ rule, value, at }) => `${series.id} ${rule} ${value} ${new Date(at).toISOString().slice(0, 10)}`),
  );
  return { meters: households.length, falseAlarms: raised.length, perMeterYear: round(raised.length / years), raised };
}

export interface Search {
  readonly listening: Listening;
  /** For each household and size. */
  readonly placements: number;
  readonly seed: number;
  readonly sizes: readonly number[];
  /** So long a household is known before a leak begins. */
  readonly learningDays: number;
}

/** How many leaks of each size are found, and how soon. */
export function found(households: readonly Household[], search: Search): object {
  const { listening, placements, seed, sizes, learningDays } = search;
  const shapes = leakShapes();
  return Object.fromEntries(
    sizes.map((litresPerHour) => {
      const hours = households.flatMap(({ series, clean }) => {
        const random = seeded(seed * 1000 + waterIds.indexOf(series.id));
        return Array.from({ length: placements }, () => {
          const shape = shapes[Math.floor(random() * shapes.length)] as (typeof shapes)[number];
          const index = placeFor(series, shape, learningDays, random());
          return (
            hoursToFind(series, clean, { index, shape, litresPerHour }, listening, patience) ?? Number.POSITIVE_INFINITY
          );
        });
      });
      return [`${litresPerHour} L/h`, summary(hours)];
    }),
  );
}

/** Time to learn before it begins, and time to be found after it has its size. */
function placeFor({ shown }: WaterSeries, { fullFrom }: LeakShape, learningDays: number, share: number): number {
  const last = (shown.at(-1)?.[0] ?? 0) - (fullFrom + patience) * hourMs;
  const first = (shown[0]?.[0] ?? 0) + learningDays * 24 * hourMs;
  const at = first + share * (last - first);
  return shown.findIndex(([time]) => time >= at);
}

function summary(hours: readonly number[]) {
  const sorted = [...hours].sort((a, b) => a - b);
  const within = (limit: number) => round((100 * hours.filter((one) => one <= limit).length) / hours.length);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.POSITIVE_INFINITY;
  return { within48h: within(48), within96h: within(96), medianHours: Number.isFinite(median) ? round(median) : null };
}

const round = (value: number): number => Math.round(value * 100) / 100;
