import type { MeterView } from "./meter-view";

/** What one or more meters measure now and have measured; null while no meter of it is known. */
export interface Sum {
  /** kW. */
  readonly power: number | null;
  /** L/min. */
  readonly waterFlow: number | null;
  /** m³/min. */
  readonly gasFlow: number | null;
  /** L since midnight of the site. */
  readonly waterToday: number | null;
  /** m³ since midnight of the site. */
  readonly gasToday: number | null;
  /** kWh since midnight of the site. */
  readonly energyToday: number | null;
  /** kWh since the running shift began; null between shifts. */
  readonly energyShift: number | null;
  /** kWh since the month began. */
  readonly energyMonth: number | null;
  /** False where a meter of it is missing from the power. */
  readonly complete: boolean;
}

/** Adds meters up, the shift by the calendar; a gauge that is not current counts in no sum. */
export function sumOf(views: readonly MeterView[], calendar: string | undefined): Sum {
  let power: number | null = null;
  let waterFlow: number | null = null;
  let gasFlow: number | null = null;
  let waterToday: number | null = null;
  let gasToday: number | null = null;
  let energyToday: number | null = null;
  let energyShift: number | null = null;
  let energyMonth: number | null = null;
  let complete = views.length > 0;
  for (const view of views) {
    const current = view.sight === "online";
    const own = current ? view.gauge("power") : null;
    power = plus(power, own);
    if (own === null && view.measuresPower !== false) complete = false;
    if (current) waterFlow = plus(waterFlow, view.gauge("waterFlow"));
    if (current) gasFlow = plus(gasFlow, view.gauge("gasFlow"));
    waterToday = plus(waterToday, view.volumeToday("waterToday"));
    gasToday = plus(gasToday, view.volumeToday("gasToday"));
    energyToday = plus(energyToday, view.energyToday);
    energyShift = plus(energyShift, view.energyShift(calendar));
    energyMonth = plus(energyMonth, view.energyMonth);
  }
  return { power, waterFlow, gasFlow, waterToday, gasToday, energyToday, energyShift, energyMonth, complete };
}

function plus(sum: number | null, value: number | null): number | null {
  return value === null ? sum : (sum ?? 0) + value;
}
