import { fisherAbove, studentTwoSided } from "./distributions";
import { type Fitness, fitnessOf } from "./fitness";
import { leastSquares } from "./least-squares";
import { type BaseTemperatures, type ModelShape, type Term, termsOf, termValue, type UsePeriod } from "./model-shape";

/** The expected use of a machine or a site: what each driver adds, and how sure that is. */
export interface UseModel {
  readonly shape: ModelShape;
  readonly bases: BaseTemperatures;
  readonly terms: readonly ModelTerm[];
  readonly fitness: Fitness;
  /** Probability of a fit at least so good by chance (F test against the mean alone). */
  readonly pValue: number;
  /** Mean square residual over the degrees of freedom. */
  readonly residualVariance: number;
}

interface ModelTerm {
  readonly term: Term;
  readonly coefficient: number;
  readonly standardError: number;
  readonly t: number;
  readonly pValue: number;
}

/** What is used is expected to be: the model's terms summed. */
export const predicted = ({ terms, bases }: Pick<UseModel, "terms" | "bases">, period: UsePeriod): number =>
  terms.reduce((sum, { term, coefficient }) => sum + coefficient * termValue(term, period, bases), 0);

/**
 * Fits a model with given base temperatures. `found` counts the bases that were searched for in the same data: each costs a
 * degree of freedom. Undefined where the data cannot carry it.
 */
export function fitUseModel(
  periods: readonly UsePeriod[],
  shape: ModelShape,
  bases: BaseTemperatures,
  others: readonly Term[] = [],
  found = 0,
): UseModel | undefined {
  const terms = termsOf(shape, others);
  const columns = terms.map((term) => periods.map((period) => termValue(term, period, bases)));
  const observed = periods.map(({ amount }) => amount);
  const fit = leastSquares(columns, observed);
  const freedom = periods.length - terms.length - found;
  if (!fit || freedom < 1) return undefined;
  const residualVariance = fit.residualSum / freedom;
  const widen = Math.sqrt(residualVariance) / (fit.residualDeviation || 1);
  const modelTerms = terms.map((term, index) => {
    const coefficient = fit.coefficients[index] as number;
    const standardError = (fit.standardErrors[index] as number) * widen;
    const t = coefficient / standardError;
    return { term, coefficient, standardError, t, pValue: studentTwoSided(t, freedom) };
  });
  const drivers = terms.length - 1 + found;
  const explained = (fit.totalSum - fit.residualSum) / Math.max(1, drivers);
  return {
    shape,
    bases,
    terms: modelTerms,
    fitness: fitnessOf(
      observed,
      observed.map((value, index) => value - (fit.residuals[index] as number)),
      terms.length + found,
    ),
    pValue: drivers === 0 ? 1 : fisherAbove(explained / residualVariance, drivers, freedom),
    residualVariance,
  };
}
