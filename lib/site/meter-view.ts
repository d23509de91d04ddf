import { type Term, virtualValue } from "../metering/virtual/virtual-amount";
import type { ShiftSpan } from "./calendar";
import type { Stretch } from "./energy-ledger";
import { mediumOf } from "./medium";
import type { Gauge, MeterNow, MeterSight, Volume } from "./meter-now";
import { isDeviceMeter, type MeterModel, type VirtualMeter } from "./site-model";

/** The time for which an overview is made. */
export interface Moment {
  readonly now: number;
  /** The days of this month, today included. */
  readonly month: Stretch;
  shiftOf(calendar: string | undefined): ShiftSpan | null;
}

/** What a meter shows at one moment, whether it is read or computed. */
export interface MeterView {
  readonly sight: MeterSight;
  readonly lastSeen: number | null;
  /** False for meters of something else, which no sum of power lacks; undefined while nobody knows what it measures. */
  readonly measuresPower: boolean | undefined;
  /** As last read. */
  gauge(gauge: Gauge): number | null;
  /** L of water, m³ of gas. */
  volumeToday(volume: Volume): number | null;
  /** kWh. */
  readonly energyToday: number | null;
  readonly energyMonth: number | null;
  energyShift(calendar: string | undefined): number | null;
}

export function physicalView(now: MeterNow, sight: MeterSight, moment: Moment): MeterView {
  const shifts = new Map<string | undefined, number | null>();
  return {
    sight,
    lastSeen: now.lastSeen,
    measuresPower: showsPower(now),
    gauge: (gauge) => now.value(gauge),
    volumeToday: (volume) => now.volumeToday(volume, moment.now),
    energyToday: now.energyToday(moment.now),
    energyMonth: now.energyOverDays(moment.month),
    energyShift(calendar) {
      let energy = shifts.get(calendar);
      if (energy === undefined) {
        const shift = moment.shiftOf(calendar);
        energy = shift ? now.energyOver(shift) : null;
        shifts.set(calendar, energy);
      }
      return energy;
    },
  };
}

const worstFirst: readonly MeterSight[] = ["failing", "stale", "waiting", "online"];

/** As current as the worst of its parts, and known where all of them are. */
export function virtualView(meter: VirtualMeter, viewOf: (meter: string) => MeterView | undefined): MeterView {
  const { terms } = meter.virtual;
  const parts = terms.map((term) => viewOf(term.meter));
  const computed = (ask: (view: MeterView) => number | null): number | null => computedFrom(terms, viewOf, ask);
  const seen = parts.map((part) => part?.lastSeen ?? null);
  return {
    sight: worstFirst.find((worst) => parts.some((part) => (part?.sight ?? "waiting") === worst)) ?? "waiting",
    lastSeen: seen.reduce((a, b) => (a === null || b === null ? null : Math.min(a, b))),
    measuresPower: isElectric(meter),
    gauge: (gauge) => computed((view) => view.gauge(gauge)),
    volumeToday: (volume) => computed((view) => view.volumeToday(volume)),
    energyToday: computed(({ energyToday }) => energyToday),
    energyMonth: computed(({ energyMonth }) => energyMonth),
    energyShift: (calendar) => computed((view) => view.energyShift(calendar)),
  };
}

function computedFrom(
  terms: readonly Term[],
  viewOf: (meter: string) => MeterView | undefined,
  ask: (view: MeterView) => number | null,
): number | null {
  return virtualValue(terms, (meter) => {
    const view = viewOf(meter);
    return view ? ask(view) : null;
  });
}

const isElectric = (meter: MeterModel): boolean => (mediumOf(meter) ?? "electricity") === "electricity";

/** Of a device that has no mapping nobody says what it measures: its readings show it, or what was counted of it before. */
function showsPower(now: MeterNow): boolean | undefined {
  const { meter, lastSeen, hasCounted, countsOnlyVolume } = now;
  if (!isElectric(meter) || !isDeviceMeter(meter)) return isElectric(meter);
  if (lastSeen !== null) return now.value("power") !== null;
  if (countsOnlyVolume) return false;
  return mediumOf(meter) !== undefined || hasCounted ? true : undefined;
}
