import { type DoubleDouble, dot, exactly, minus, over, plus, root, times, zero } from "./double-double";

/** What ordinary least squares gives. Sums are those of squares. */
export interface LeastSquares {
  readonly coefficients: readonly number[];
  readonly standardErrors: readonly number[];
  readonly residuals: readonly number[];
  readonly residualSum: number;
  /** About the mean where the model has a constant, about zero where it has none. */
  readonly totalSum: number;
  readonly degreesOfFreedom: number;
  /** Root of the residual sum over the degrees of freedom. */
  readonly residualDeviation: number;
  readonly rSquared: number;
  readonly hasConstant: boolean;
}

type Vector = readonly DoubleDouble[];
export type Column = readonly (number | DoubleDouble)[];

/** A column that keeps less than this of its length beside the others says nothing of its own. */
const leastShare = 1e-14;

/**
 * Fits `observed` by the columns. Undefined where there are not more rows than columns, or where one column follows from the
 * others. Modified Gram-Schmidt on doubled precision, so that the certified values of the NIST sets come out to their digits.
 */
export function leastSquares(columns: readonly Column[], observed: readonly number[]): LeastSquares | undefined {
  const freedom = observed.length - columns.length;
  if (freedom < 1 || columns.length === 0) return undefined;
  const factors = orthogonal(columns.map((column) => column.map(doubled)));
  if (!factors) return undefined;
  const { basis, upper } = factors;
  let rest: Vector = observed.map(exactly);
  const shares = basis.map((direction) => {
    const share = dot(direction, rest);
    rest = rest.map((value, row) => minus(value, times(share, direction[row] as DoubleDouble)));
    return share;
  });
  const hasConstant = columns.some((column) => column.every((value) => leading(value) === leading(column[0] ?? 0)));
  const residualSum = dot(rest, rest).high;
  const totalSum = sumAbout(observed, hasConstant);
  const deviation = Math.sqrt(residualSum / freedom);
  return {
    coefficients: solved(upper, shares).map(({ high }) => high),
    standardErrors: inverseRows(upper).map((row) => deviation * root(dot(row, row)).high),
    residuals: rest.map(({ high }) => high),
    residualSum,
    totalSum,
    degreesOfFreedom: freedom,
    residualDeviation: deviation,
    rSquared: totalSum === 0 ? 0 : 1 - residualSum / totalSum,
    hasConstant,
  };
}

const doubled = (value: number | DoubleDouble): DoubleDouble => (typeof value === "number" ? exactly(value) : value);
const leading = (value: number | DoubleDouble): number => (typeof value === "number" ? value : value.high);

function sumAbout(observed: readonly number[], mean: boolean): number {
  const values = observed.map(exactly);
  const centre = mean ? over(values.reduce(plus, zero), exactly(values.length)) : zero;
  const apart = values.map((value) => minus(value, centre));
  return dot(apart, apart).high;
}

interface Factors {
  readonly basis: readonly Vector[];
  /** Rows of the upper triangle, from the diagonal on. */
  readonly upper: readonly (readonly DoubleDouble[])[];
}

function orthogonal(columns: readonly Vector[]): Factors | undefined {
  const left = columns.map((column) => column);
  const basis: Vector[] = [];
  const upper: DoubleDouble[][] = [];
  for (const [index, original] of columns.entries()) {
    const own = left[index] as Vector;
    const length = root(dot(own, own));
    if (!(length.high > leastShare * root(dot(original, original)).high)) return undefined;
    const direction = own.map((value) => over(value, length));
    const row = [length];
    for (let next = index + 1; next < columns.length; next++) {
      const share = dot(direction, left[next] as Vector);
      row.push(share);
      left[next] = (left[next] as Vector).map((value, at) => minus(value, times(share, direction[at] as DoubleDouble)));
    }
    basis.push(direction);
    upper.push(row);
  }
  return { basis, upper };
}

/** Back substitution. */
function solved(upper: Factors["upper"], right: Vector): DoubleDouble[] {
  const solution: DoubleDouble[] = right.map(() => zero);
  for (let row = right.length - 1; row >= 0; row--) {
    const [diagonal = zero, ...others] = upper[row] ?? [];
    const known = others.reduce(
      (sum, factor, at) => plus(sum, times(factor, solution[row + 1 + at] as DoubleDouble)),
      zero,
    );
    solution[row] = over(minus(right[row] as DoubleDouble, known), diagonal);
  }
  return solution;
}

/** Rows of the inverse of the triangle; the squares of a row are its coefficient's variance. */
function inverseRows(upper: Factors["upper"]): Vector[] {
  const unit = (at: number): Vector => upper.map((_row, index) => (index === at ? exactly(1) : zero));
  const columns = upper.map((_row, at) => solved(upper, unit(at)));
  return upper.map((_row, at) => columns.map((column) => column[at] as DoubleDouble));
}
