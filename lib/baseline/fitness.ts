/** How well a model follows what was measured. Ratios, not percent. */
export interface Fitness {
  readonly observations: number;
  readonly parameters: number;
  readonly rSquared: number;
  readonly adjustedRSquared: number;
  /** Root of the mean square residual over the mean; divides by the number of observations. */
  readonly cvRmse: number;
  /** The same divided by the degrees of freedom, as ASHRAE Guideline 14 and CalTRACK do. */
  readonly adjustedCvRmse: number;
  /** Mean of measured minus predicted over the mean of measured (ASHRAE's sign: positive where the model predicts too little). */
  readonly nmbe: number;
  /** Correlation of each residual with the one before. */
  readonly autocorrelation: number;
  /** As many independent observations say as much: n (1 - ρ) / (1 + ρ). */
  readonly effectiveObservations: number;
}

export function fitnessOf(observed: readonly number[], predicted: readonly number[], parameters: number): Fitness {
  const count = observed.length;
  const mean = sum(observed) / count;
  const residuals = observed.map((value, index) => value - (predicted[index] as number));
  const residualSum = sum(residuals.map((value) => value * value));
  const totalSum = sum(observed.map((value) => (value - mean) ** 2));
  const freedom = count - parameters;
  const autocorrelation = lagOne(residuals);
  const rSquared = totalSum === 0 ? 0 : 1 - residualSum / totalSum;
  return {
    observations: count,
    parameters,
    rSquared,
    adjustedRSquared: 1 - ((1 - rSquared) * (count - 1)) / freedom,
    cvRmse: Math.sqrt(residualSum / count) / mean,
    adjustedCvRmse: Math.sqrt(residualSum / freedom) / mean,
    nmbe: sum(residuals) / count / mean,
    autocorrelation,
    effectiveObservations: (count * (1 - autocorrelation)) / (1 + autocorrelation),
  };
}

export type Cadence = "monthly" | "daily" | "hourly";

/**
 * Limits of ASHRAE Guideline 14 (2014) for calibrated models: monthly 15 % and 5 %, hourly 30 % and 10 %. It names none for
 * days; those of hours are used.
 */
const limits: Readonly<Record<Cadence, { readonly cvRmse: number; readonly nmbe: number }>> = {
  monthly: { cvRmse: 0.15, nmbe: 0.05 },
  daily: { cvRmse: 0.3, nmbe: 0.1 },
  hourly: { cvRmse: 0.3, nmbe: 0.1 },
};

/** Whether the model may be used to state savings. */
export const isFit = ({ adjustedCvRmse, nmbe }: Fitness, cadence: Cadence): boolean =>
  adjustedCvRmse <= limits[cadence].cvRmse && Math.abs(nmbe) <= limits[cadence].nmbe;

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/** Pearson's correlation between neighbours, 0 where residuals do not vary. */
function lagOne(residuals: readonly number[]): number {
  const before = residuals.slice(0, -1);
  const after = residuals.slice(1);
  const meanBefore = sum(before) / before.length;
  const meanAfter = sum(after) / after.length;
  const product = sum(before.map((value, index) => (value - meanBefore) * ((after[index] as number) - meanAfter)));
  const scale =
    sum(before.map((value) => (value - meanBefore) ** 2)) * sum(after.map((value) => (value - meanAfter) ** 2));
  return scale === 0 ? 0 : product / Math.sqrt(scale);
}
