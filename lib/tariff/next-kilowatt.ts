import type { BillPart } from "./bill-part";
import { billedDemands } from "./billed-demand";
import { type Decimal, decimalOf, zero } from "./decimal-number";
import { type DemandBill, demandCharges } from "./demand-charges";
import type { MeteredPeaks } from "./metered-peaks";
import type { DemandComponent } from "./tariff";

/** Where a demand stands in the running month. */
export interface RunningPeak {
  readonly component: string;
  readonly period?: string;
  /** kW (kvar, kVA) so far, decimal strings; `at` the beginning of the highest window, ms UTC. */
  readonly peak: string;
  readonly at: number;
  /** What is billed with a ratchet or a minimum. */
  readonly billed: string;
  readonly unit: string;
  /** What the bill grows by where the peak becomes one unit higher, before surcharges and taxes. */
  readonly nextUnit: string;
  /** Whether the window that runs now counts. */
  readonly counts: boolean;
}

/** The peaks of one component so far, and what one more kW would cost. */
export function runningPeaks(
  component: DemandComponent,
  part: BillPart,
  peaks: MeteredPeaks,
  now: number,
): RunningPeak[] {
  const own = { ...component, rounding: { decimals: 6, mode: "half-away" } as const };
  const bill = demandCharges(own, part, peaks);
  return billedDemands(component, part, peaks).map(({ key, peak, billed }) => {
    const period = component.prices[key]?.key;
    const higher = demandCharges(own, part, peaks.raised(key, raiseOf(component)));
    return {
      component: component.id,
      ...(period !== undefined && { period }),
      peak: peak.value.round(3).toFixed(),
      at: peak.at,
      billed: billed.round(3).toFixed(),
      unit: component.unit,
      nextUnit: costOf(higher, period).minus(costOf(bill, period)).toFixed(component.rounding.decimals),
      counts: part.versionDays.spans([period], now, now + 1).length > 0,
    };
  });
}

/** Of a mean of the n highest, one window that is a kW higher raises the mean by a share only. */
const raiseOf = ({ peak }: DemandComponent): Decimal => decimalOf(1).div(peak.kind === "mean" ? peak.n : 1);

const costOf = ({ charges }: DemandBill, period: string | undefined): Decimal =>
  charges.filter((charge) => charge.period === period).reduce((sum, { amount }) => sum.plus(amount), zero);
