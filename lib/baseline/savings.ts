import { studentQuantile } from "./distributions";
import type { UsePeriod } from "./model-shape";
import { predicted, type UseModel } from "./use-model";

/** A dated change that is not the saving's: a hall more, a machine gone. */
export interface NonRoutineAdjustment {
  /** ms UTC; without an end it lasts. */
  readonly from: number;
  readonly to?: number;
  /** Added to the expected use of each period. */
  readonly perPeriod: number;
  readonly reason: string;
}

/** Use avoided against the baseline: expected minus actual. */
export interface Savings {
  readonly periods: number;
  readonly actual: number;
  readonly expected: number;
  readonly adjustments: number;
  readonly saved: number;
  /** Of the expected use, as a ratio. */
  readonly fraction: number;
  /** Half the width of the interval that holds the true saving with this `confidence`. */
  readonly uncertainty: number;
  /** Uncertainty over saving (ASHRAE's fractional savings uncertainty); below 0.5 at 68 % it is accepted there. */
  readonly fractionalUncertainty: number;
  readonly confidence: number;
}

/** Factor of ASHRAE Guideline 14 (2002, equation B-15) for the error of the model itself. */
const modelFactor = 1.26;

/**
 * Savings of the periods with the uncertainty of ASHRAE Guideline 14 for correlated residuals: t · 1.26 · CV' ·
 * √(n/n' · (1 + 2/n') / m) / F, where n' counts the observations that say as much without correlation.
 */
export function savingsOf(
  model: UseModel,
  periods: readonly UsePeriod[],
  adjustments: readonly NonRoutineAdjustment[] = [],
  confidence = 0.9,
): Savings {
  const actual = sum(periods.map(({ amount }) => amount));
  const adjusted = sum(periods.map(({ from }) => adjustmentOf(adjustments, from)));
  const expected = sum(periods.map((period) => predicted(model, period))) + adjusted;
  const saved = expected - actual;
  const uncertainty = Math.abs(expected) * relativeError(model, periods.length, confidence);
  return {
    periods: periods.length,
    actual,
    expected,
    adjustments: adjusted,
    saved,
    fraction: saved / expected,
    uncertainty,
    fractionalUncertainty: uncertainty / Math.abs(saved),
    confidence,
  };
}

/** What the dated entries add to the expected use of the period that begins at `from`. */
export const adjustmentOf = (adjustments: readonly NonRoutineAdjustment[], from: number): number =>
  sum(adjustments.map((one) => (isWithin(one, from) ? one.perPeriod : 0)));

const isWithin = ({ from, to = Number.POSITIVE_INFINITY }: NonRoutineAdjustment, at: number): boolean =>
  at >= from && at < to;

/** Of the expected use. Too few independent observations: nothing can be said, and the error is endless. */
function relativeError({ fitness }: UseModel, count: number, confidence: number): number {
  const { observations, parameters } = fitness;
  // Residuals that swing against each other would count for more than they are.
  const effective = Math.min(observations, fitness.effectiveObservations);
  const freedom = effective - parameters;
  if (freedom <= 0 || count === 0) return Number.POSITIVE_INFINITY;
  const variation = fitness.cvRmse * Math.sqrt(observations / freedom);
  const t = studentQuantile(confidence, freedom);
  return t * modelFactor * variation * Math.sqrt(((observations / effective) * (1 + 2 / effective)) / count);
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
