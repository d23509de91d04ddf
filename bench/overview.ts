import type { Interval, Reading } from "../lib/contract/messages";
import { PlantNow } from "../lib/site/overview";
import { parseSite } from "../lib/site/parse-site";

const meters = 1000;
const machines = 500;
const start = Date.UTC(2026, 2, 15, 11);
const quarterMs = 900_000;
const dayMs = 86_400_000;

const shifts = [
  { name: "early", from: "06:00", to: "14:00" },
  { name: "late", from: "14:00", to: "22:00" },
];
const { site } = parseSite({
  version: 1,
  site: { id: "bench", timeZone: "UTC", calendar: "two" },
  calendars: [{ id: "two", shifts: shifts.map((shift) => ({ ...shift, days: ["mon", "sat", "sun"] })) }],
  departments: Array.from({ length: 20 }, (_, n) => ({ id: `d${n}` })),
  machines: Array.from({ length: machines }, (_, n) => ({ id: `a${n}`, department: `d${n % 20}` })),
  buses: [0, 1, 2, 3, 4].map((n) => ({ id: `b${n}`, host: "127.0.0.1" })),
  meters: [
    ...Array.from({ length: meters }, (_, n) => {
      const bus = { bus: `b${Math.floor(n / 200)}`, unitId: n % 200, profile: "x" };
      return { id: `m${n}`, ...bus, machine: `a${n % machines}`, intervalSeconds: 1 };
    }),
    ...Array.from({ length: 20 }, (_, n) => ({
      id: `v${n}`,
      virtual: { expression: `m${n} + m${n + 20} - m${n + 40}` },
    })),
  ],
});

/** What a plant of a thousand meters at 1 s costs each second: taking readings and running intervals, and summing up. */
export async function run(): Promise<object> {
  const plant = new PlantNow(site);
  for (let n = 0; n < meters; n++) {
    for (let day = 1; day < 15; day++) plant.take(interval(n, start - 11 * 3_600_000 - day * dayMs, dayMs, 1));
    for (let quarter = 1; quarter <= 24; quarter++) plant.take(interval(n, start - quarter * quarterMs, quarterMs, 1));
  }
  const takes: number[] = [];
  const sums: number[] = [];
  let bytes = 0;
  for (let second = 0; second < 30; second++) {
    const now = start + second * 1000;
    const begun = performance.now();
    for (let n = 0; n < meters; n++) {
      plant.take(reading(n, now));
      plant.take(interval(n, start, quarterMs, 0, second));
      plant.take(interval(n, start - 11 * 3_600_000, dayMs, 0, second));
    }
    const taken = performance.now();
    const overview = plant.overview(new Map(), now);
    sums.push(performance.now() - taken);
    takes.push(taken - begun);
    bytes = JSON.stringify(overview).length;
  }
  return { meters, machines, msToTake: median(takes), msToSumUp: median(sums), kilobytes: Math.round(bytes / 1000) };
}

const median = (values: number[]): number =>
  Math.round((values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number) * 100) / 100;

function reading(meter: number, at: number): Reading {
  const values = { active_power: 10 + (meter % 7) };
  return { kind: "reading", site: "bench", meter: `m${meter}`, at, values, quality: "good" };
}

function interval(meter: number, from: number, length: number, version: number, amount = 1): Interval {
  const about = { kind: "interval", site: "bench", meter: `m${meter}`, quantity: "active_energy_import" } as const;
  return { ...about, from, to: from + length, amount, quality: "measured", reasons: [], version };
}
