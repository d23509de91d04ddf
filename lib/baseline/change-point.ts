import { Matrix, QrDecomposition } from "ml-matrix";
import {
  type BaseTemperatures,
  type ModelShape,
  shapes,
  type Term,
  termsOf,
  termValue,
  type UsePeriod,
} from "./model-shape";
import { fitUseModel, type UseModel } from "./use-model";

/** A change point needs days on both sides: this share of them at least. */
const margin = 0.05;
/** Steps of the search over the range of temperatures, and how often it is repeated ten times finer around the best. */
const steps = 24;
const refinements = 2;

/** How many base temperatures a shape has. */
const searched: Readonly<Record<ModelShape, number>> = { "2p": 0, "3p-heating": 1, "3p-cooling": 1, "4p": 1, "5p": 2 };

/** The model of one shape with the base temperatures that leave the least residual. */
export function fitChangePoint(
  periods: readonly UsePeriod[],
  shape: ModelShape,
  others: readonly Term[] = [],
): UseModel | undefined {
  const temperatures = periods.flatMap(({ temperature }) => temperature ?? []).sort((a, b) => a - b);
  if (searched[shape] === 0) return fitUseModel(periods, shape, {}, others);
  if (temperatures.length < periods.length) return undefined;
  const low = temperatures[Math.floor(margin * temperatures.length)] as number;
  const high = temperatures[Math.ceil((1 - margin) * temperatures.length) - 1] as number;
  let step = (high - low) / steps;
  let best: Candidate | undefined;
  let grid = range(low, high, step);
  let second = grid;
  for (let round = 0; round <= refinements && step > 0; round++) {
    for (const bases of candidates(shape, grid, second)) {
      const residualSum = residualOf(periods, shape, bases, others);
      if (!best || residualSum < best.residualSum) best = { bases, residualSum };
    }
    if (!best) return undefined;
    const { heating, cooling } = best.bases;
    const around = (base: number): number[] => range(base - step, base + step, step / 5);
    grid = around(heating ?? cooling ?? low);
    second = around(cooling ?? heating ?? low);
    step /= 5;
  }
  return best && fitUseModel(periods, shape, best.bases, others, searched[shape]);
}

/** The best shape by Schwarz's criterion among those that make physical sense: more use in the cold and in the heat. */
export function bestModel(periods: readonly UsePeriod[], others: readonly Term[] = []): UseModel | undefined {
  const models = shapes.flatMap((shape) => fitChangePoint(periods, shape, others) ?? []).filter(isPhysical);
  return models.reduce<UseModel | undefined>((a, b) => (!a || criterion(b) < criterion(a) ? b : a), undefined);
}

interface Candidate {
  readonly bases: BaseTemperatures;
  readonly residualSum: number;
}

function range(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.round((to - from) / step) + 1 }, (_none, index) => from + index * step);
}

function candidates(shape: ModelShape, first: readonly number[], second: readonly number[]): BaseTemperatures[] {
  if (shape === "3p-heating") return first.map((heating) => ({ heating }));
  if (shape === "3p-cooling") return first.map((cooling) => ({ cooling }));
  if (shape === "4p") return first.map((base) => ({ heating: base, cooling: base }));
  return first.flatMap((heating) =>
    second.filter((cooling) => cooling > heating).map((cooling) => ({ heating, cooling })),
  );
}

/** Good enough to compare candidates; the chosen one is fitted with care. */
function residualOf(
  periods: readonly UsePeriod[],
  shape: ModelShape,
  bases: BaseTemperatures,
  others: readonly Term[],
): number {
  const terms = termsOf(shape, others);
  const rows = new Matrix(periods.map((period) => terms.map((term) => termValue(term, period, bases))));
  const observed = Matrix.columnVector(periods.map(({ amount }) => amount));
  const factors = new QrDecomposition(rows);
  if (!factors.isFullRank()) return Number.POSITIVE_INFINITY;
  const residuals = Matrix.sub(observed, rows.mmul(factors.solve(observed)));
  return residuals.dot(residuals);
}

const leastT = 2;

/** Of `4p` one side may fall: its slope is then part of the shape. */
const isPhysical = ({ shape, terms }: UseModel): boolean =>
  shape === "4p" || terms.filter(({ term }) => term === "heating" || term === "cooling").every(({ t }) => t > leastT);

function criterion({ fitness, residualVariance }: UseModel): number {
  const { observations, parameters } = fitness;
  const likelihood = observations * Math.log((residualVariance * (observations - parameters)) / observations);
  return likelihood + parameters * Math.log(observations);
}
