import type { Interval } from "../contract/messages";
import { energyOf } from "./metered-energy";
import { plantGroups } from "./plant-groups";
import type { MeterModel, SiteModel } from "./site-model";

/** Mean power over time, ready to draw: one value per series and time, null where it is not known. */
export interface PowerCurve {
  readonly kind: "power-curve";
  readonly site: string;
  readonly timeZone: string;
  /** Beginnings of the stretches, ms UTC, ascending. */
  readonly times: readonly number[];
  /** Length of a stretch, ms. */
  readonly stepMs: number;
  /** kW. One series per department, one for machines without; stacked they are what sub-meters see. */
  readonly series: readonly CurveSeries[];
  /** What the main meters see, kW; null where there is none or its interval is missing. */
  readonly main: readonly (number | null)[];
}

export interface CurveSeries {
  /** Department; "" for what belongs to none. */
  readonly id: string;
  readonly name: string;
  readonly power: readonly (number | null)[];
}

const hourMs = 3_600_000;

/** The curve from closed intervals of one length (others are left out); the newest version of each wins. */
export function powerCurve(site: SiteModel, intervals: readonly Interval[], stepMs: number): PowerCurve {
  const chosen = intervals.filter(({ site: id, from, to }) => id === site.id && to - from === stepMs);
  const times = [...new Set(chosen.map(({ from }) => from))].sort((a, b) => a - b);
  const found = new Map<string, Interval[]>();
  for (const interval of chosen.toSorted((a, b) => b.version - a.version)) {
    const key = `${interval.meter} ${interval.from}`;
    found.set(key, [...(found.get(key) ?? []), interval]);
  }
  const powerOf = (meter: MeterModel): (number | null)[] =>
    times.map((time) => {
      const interval = energyOf(found.get(`${meter.id} ${time}`) ?? []);
      return interval && interval.quality !== "missing" ? (interval.amount * hourMs) / stepMs : null;
    });

  const { mains, departments, unassigned } = plantGroups(site);
  const others = { id: "", name: "", counted: unassigned.flatMap(({ counted }) => counted) };
  const series = [...departments, others].flatMap(({ id, name, counted }) => {
    return counted.length > 0 ? [{ id, name, power: added(counted.map(powerOf), times.length) }] : [];
  });
  return {
    kind: "power-curve",
    site: site.id,
    timeZone: site.timeZone,
    times,
    stepMs,
    series,
    main: added(mains.map(powerOf), times.length),
  };
}

/** Value by value; unknown only where none is known. */
function added(rows: readonly (readonly (number | null)[])[], length: number): (number | null)[] {
  return Array.from({ length }, (_, place) => {
    const known = rows.map((row) => row[place] ?? null).filter((value) => value !== null);
    return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) : null;
  });
}
