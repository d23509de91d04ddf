import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type DoubleDouble, exactly, times } from "../../dist/lib/baseline/double-double.js";
import { type Column, leastSquares } from "../../dist/lib/baseline/least-squares.js";

/** Certified by NIST, to 15 digits. `power`: a polynomial of this degree in the first column. */
interface Certified {
  readonly set: string;
  readonly power?: number;
  readonly constant: boolean;
  readonly coefficients: readonly number[];
  readonly errors: readonly number[];
  readonly deviation: number;
  readonly rSquared: number;
  /** Digits that must agree. */
  readonly digits: number;
}

const wamplerErrors = [
  2152.3262467817, 2363.55173469681, 779.343524331583, 101.47550755035, 5.64566512170752, 0.112324854679312,
];
const ones = [1, 1, 1, 1, 1, 1];
const none = [0, 0, 0, 0, 0, 0];

const certified: readonly Certified[] = [
  {
    set: "norris",
    constant: true,
    coefficients: [-0.262323073774029, 1.00211681802045],
    errors: [0.232818234301152, 0.000429796848199937],
    deviation: 0.884796396144373,
    rSquared: 0.999993745883712,
    digits: 13,
  },
  {
    set: "pontius",
    power: 2,
    constant: true,
    coefficients: [0.000673565789473684, 7.32059160401003e-7, -3.16081871345029e-15],
    errors: [0.000107938612033077, 1.57817399981659e-10, 4.86652849992036e-17],
    deviation: 0.000205177424076185,
    rSquared: 0.999999900178537,
    digits: 13,
  },
  {
    set: "noint1",
    constant: false,
    coefficients: [2.07438016528926],
    errors: [0.0165289256198347],
    deviation: 3.56753034006338,
    rSquared: 0.999365492298663,
    digits: 14,
  },
  {
    set: "noint2",
    constant: false,
    coefficients: [0.727272727272727],
    errors: [0.0420827318078432],
    deviation: 0.369274472937998,
    rSquared: 0.993348115299335,
    digits: 14,
  },
  {
    set: "longley",
    constant: true,
    coefficients: [
      -3482258.63459582, 15.0618722713733, -0.035819179292591, -2.02022980381683, -1.03322686717359,
      -0.0511041056535807, 1829.15146461355,
    ],
    errors: [
      890420.383607373, 84.9149257747669, 0.0334910077722432, 0.488399681651699, 0.214274163161675, 0.22607320006937,
      455.478499142212,
    ],
    deviation: 304.854073561965,
    rSquared: 0.995479004577296,
    digits: 13,
  },
  {
    set: "wampler1",
    power: 5,
    constant: true,
    coefficients: ones,
    errors: none,
    deviation: 0,
    rSquared: 1,
    digits: 14,
  },
  {
    set: "wampler2",
    power: 5,
    constant: true,
    coefficients: [1, 0.1, 0.01, 0.001, 0.0001, 0.00001],
    errors: none,
    deviation: 0,
    rSquared: 1,
    digits: 12,
  },
  ...[1, 100, 10_000].map((scale, index) => ({
    set: `wampler${index + 3}`,
    power: 5,
    constant: true,
    coefficients: ones,
    errors: wamplerErrors.map((error) => error * scale),
    deviation: 2360.14502379268 * scale,
    rSquared: [0.99999555902582, 0.957478440825662, 0.0022466892157494][index] as number,
    digits: 13,
  })),
  {
    set: "filip",
    power: 10,
    constant: true,
    coefficients: [
      -1467.4896142298, -2772.17959193342, -2316.37108160893, -1127.97394098372, -354.478233703349, -75.1242017393757,
      -10.8753180355343, -1.06221498588947, -0.0670191154593408, -0.00246781078275479, -0.0000402962525080404,
    ],
    errors: [
      298.084530995537, 559.77986547495, 466.477572127796, 227.204274477751, 71.6478660875927, 15.28971787474,
      2.23691159816033, 0.221624321934227, 0.0142363763154724, 0.000535617408889821, 0.00000896632837373868,
    ],
    deviation: 0.00334801051324544,
    rSquared: 0.99672741618562,
    digits: 12,
  },
];

function read(set: string): { columns: Column[]; observed: number[] } {
  const text = readFileSync(join(import.meta.dirname, `../fixtures/baseline/${set}.csv`), "utf8").trim();
  const rows = text
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(",").map(Number));
  const columns = (rows[0] as number[]).slice(1).map((_x, index) => rows.map((row) => row[index + 1] as number));
  return { columns, observed: rows.map(([y]) => y as number) };
}

/** Powers of the first column, each kept to about 31 digits. */
function powers([first = []]: Column[], degree: number): Column[] {
  const columns: DoubleDouble[][] = [];
  for (let power = 1; power <= degree; power++) {
    const before = columns.at(-1);
    const next = first.map((x, row) =>
      before ? times(before[row] as DoubleDouble, exactly(x as number)) : exactly(x as number),
    );
    columns.push(next);
  }
  return columns;
}

/** How many digits agree (NIST's log relative error); at most the 15 that are certified. */
function agreeing(value: number, expected: number): number {
  if (value === expected) return 15;
  return Math.min(15, -Math.log10(Math.abs(value - expected) / (expected === 0 ? 1 : Math.abs(expected))));
}

describe("least squares against the certified values of NIST", () => {
  for (const { set, power, constant, coefficients, errors, deviation, rSquared, digits } of certified) {
    it(`reaches ${digits} digits on ${set}`, () => {
      const { columns: written, observed } = read(set);
      const columns = power === undefined ? written : powers(written, power);
      const fit = leastSquares(constant ? [observed.map(() => 1), ...columns] : columns, observed);
      assert.ok(fit);
      const reached = Math.min(
        ...coefficients.map((expected, index) => agreeing(fit.coefficients[index] as number, expected)),
        ...errors.map((expected, index) => agreeing(fit.standardErrors[index] as number, expected)),
        agreeing(fit.residualDeviation, deviation),
        agreeing(fit.rSquared, rSquared),
      );
      assert.ok(reached >= digits, `${set}: ${reached.toFixed(1)} digits`);
    });
  }
});
