import { EnergyError } from "../contract/error";
import { billOf, billOfMonths } from "./bill";
import { billedMonths } from "./bill-parts";
import type { BillRequest, PeriodBill } from "./bill-request";
import { calendarOf } from "./local-calendar";
import { type RunningPeak, runningPeaks } from "./next-kilowatt";
import { projectedLoad } from "./projected-load";

/** Where the running month stands. */
export interface MonthEstimate {
  /** From the month's begin until now. */
  readonly soFar: PeriodBill;
  /** The whole month, if it goes on as the last week went; absent where its prices are not yet known. */
  readonly projected?: PeriodBill;
  readonly peaks: readonly RunningPeak[];
}

/**
 * The month that runs until `now`, or ends there: the bill so far, the whole month as a projection, each peak and what
 * the next kW would cost. Throws what `billOf` throws for the time so far.
 */
export function estimateMonth(request: Omit<BillRequest, "from" | "to">, now: number): MonthEstimate {
  const calendar = calendarOf(request.timeZone);
  const month = calendar.month(calendar.dateAt(now - 1).slice(0, 7));
  const running: BillRequest = { ...request, from: month.from, to: now };
  const billed = billedMonths(running);
  const peaks = billed.flatMap(({ parts }) =>
    parts.flatMap(({ part, peaks: metered }) =>
      part.version.components.flatMap((component) =>
        component.kind === "demand" ? runningPeaks(component, part, metered, now) : [],
      ),
    ),
  );
  const soFar = billOfMonths(running, billed);
  const whole = { ...request, from: month.from, to: month.to, load: projectedLoad(request.load, now, month.to) };
  const projected = priced(whole);
  return { soFar, ...(projected && { projected }), peaks };
}

/** A day-ahead price ends tomorrow: then there is no projection, which is not an error of the bill so far. */
function priced(request: BillRequest): PeriodBill | undefined {
  try {
    return billOf(request);
  } catch (error) {
    if (error instanceof EnergyError && error.code === "PRICE_MISSING") return undefined;
    throw error;
  }
}
