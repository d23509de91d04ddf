import { type LeakShape, leakShapes } from "./leaks/leak-shapes";
import { type CleanRun, cleanRun, hoursToFind } from "./leaks/placement";
import { seeded } from "./leaks/seeded";
import { type WaterSeries, waterIds, waterSeries } from "./leaks/water-series";
import type { Options } from "./run";

const usualSizes = [1, 2, 5, 10, 20, 50];
const pulses = [1, 10];
const patience = 96;
const hourMs = 3_600_000;
const learningDays = 30;
/** Households that go on for a day and a half without a zero hour again and again, without any leak being added. */
const restlessRuns = 2;
const restlessMs = 36 * hourMs;

interface Household {
  readonly series: WaterSeries;
  readonly clean: CleanRun;
  readonly restless: boolean;
}

/**
 * Leaks of several sizes put into a year of 27 households: how many are found, how soon, and how often the detector speaks where none was
 * added. `--placements` for each household and size, `--seed`, `--every 2 --first 1` takes every second household, from the second on.
 */
export async function run({ placements = 20, seed = 1, every = 1, first = 0, pulse, size }: Options): Promise<object> {
  const ids = waterIds.filter((_id, index) => index % every === first);
  const table: object[] = [];
  for (const litres of pulse ? [pulse] : pulses) {
    const households = ids.map((id): Household => {
      const series = waterSeries(id);
      return { series, clean: cleanRun(series, litres), restless: isRestless(series) };
    });
    for (const group of ["ordinary", "restless", "all"] as const) {
      const chosen = households.filter(({ restless }) => group === "all" || restless === (group === "restless"));
      table.push({
        litresPerPulse: litres,
        households: group,
        ...falseAlarms(chosen),
        sizes: found(chosen, litres, placements, seed, size ? [size] : usualSizes),
      });
    }
  }
  return { placements, seed, table };
}

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

function falseAlarms(households: readonly Household[]) {
  const years = households.reduce((sum, { clean }) => sum + clean.years, 0);
  const raised = households.flatMap(({ series, clean }) =>
    clean.conditions
      .filter(({ active }) => active)
      .map(({ rule, value, at }) => `${series.id} ${rule} ${value} ${new Date(at).toISOString().slice(0, 10)}`),
  );
  return { meters: households.length, falseAlarms: raised.length, perMeterYear: round(raised.length / years), raised };
}

function found(
  households: readonly Household[],
  pulse: number,
  placements: number,
  seed: number,
  sizes: readonly number[],
): object {
  const shapes = leakShapes();
  return Object.fromEntries(
    sizes.map((litresPerHour) => {
      const hours = households.flatMap(({ series, clean }) => {
        const random = seeded(seed * 1000 + waterIds.indexOf(series.id));
        return Array.from({ length: placements }, () => {
          const shape = shapes[Math.floor(random() * shapes.length)] as (typeof shapes)[number];
          const index = placeFor(series, shape, random());
          return (
            hoursToFind(series, clean, { index, shape, litresPerHour, pulse }, patience) ?? Number.POSITIVE_INFINITY
          );
        });
      });
      return [`${litresPerHour} L/h`, summary(hours)];
    }),
  );
}

/** A month to learn before it begins, and time to be found after it has its size. */
function placeFor({ shown }: WaterSeries, { fullFrom }: LeakShape, share: number): number {
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
