import type { Reading } from "../contract/messages";
import { activePower, type Observation, rounded, type Values } from "./observation";
import { doubtful, fail, needs, notChecked, pass, type Result, type Rule } from "./rule";
import { powerOfTen } from "./scale";

/** Steps of the register that must be seen for its increase to be known, one step being lost at either end. */
const leastSteps = 10;
/** A register that moves in this share of the readings counts finely: then a step is what passes between two of them. */
const movesOften = 0.8;
/** The meter's registers and its power are not of one moment, and power is only known once a second. */
const mayDiffer = 0.15;
const cannotDiffer = 0.5;
/** Many registers count in larger steps than they could; a register that stands for longer than this is worth a word, kWh. */
const coarsestStep = 1;

/** How the meter counts the energy of one direction: as one register, or one for each tariff. */
const registers = (direction: string): readonly (readonly string[])[] => [
  [`active_energy_${direction}`],
  [`active_energy_${direction}_t1`, `active_energy_${direction}_t2`],
];

interface Counted {
  readonly names: readonly string[];
  /** kWh over the time of the check. */
  readonly advance: number;
  /** What the register counts in, kWh: as its type could, and as it was seen to; 0 where it was not. */
  readonly possible: number;
  readonly step: number;
}

/** dE ÷ dt ≈ P, and in the direction in which the power flows. */
export const energy: Rule = {
  name: "energy",
  after: ["word-order", "power"],
  judge({ seen }) {
    if (seen.readings.length < 2) return notChecked("needs-readings", { least: 2 });
    const [into, out, total] = [counted(seen, "import"), counted(seen, "export"), counted(seen, "total")];
    const powers = seen.series((values) => activePower(values, ""));
    const main = into ?? out ?? total;
    if (!main || powers.length < 2) return needs("active_power, active_energy_import");
    const evidence = seen.evidence([
      ...(into?.names ?? []),
      ...(out?.names ?? []),
      ...(main === total ? total.names : []),
      "active_power",
    ]);
    const advance = main === total ? total.advance : (into?.advance ?? 0) - (out?.advance ?? 0);
    evidence.push({ what: "ΔE", value: rounded(advance), unit: "kWh" });
    const fallen = [into, out, total].find((each) => each && each.advance < 0);
    if (fallen) return doubtful("energy-fell", { quantities: fallen.names.join(", ") }, evidence);
    const judged =
      directionProblem(powers, into, out) ?? amountProblem(seen, countedPower(into, out), advance, [into, out, main]);
    return judged ? { ...judged, evidence } : pass(evidence);
  },
};

function counted(seen: Observation, direction: string): Counted | undefined {
  const names = registers(direction).find((some) => some.every((name) => seen.shows(name)));
  if (!names) return undefined;
  const sums = seen.series((values) => sumOf(values, names));
  const steps = sums
    .slice(1)
    .map((sum, n) => sum - (sums[n] ?? sum))
    .filter((step) => step > 0);
  const advance = (sums.at(-1) ?? 0) - (sums[0] ?? 0);
  const fine = steps.length >= movesOften * (sums.length - 1);
  const smallest = fine ? advance / steps.length : Math.min(...steps);
  const possible = Math.max(...names.map((name) => seen.resolution(name)));
  return { names, advance, possible, step: steps.length === 0 ? 0 : Math.max(smallest, possible) };
}

function sumOf(values: Values, names: readonly string[]): number | undefined {
  const parts = names.map((name) => values[name]);
  return parts.includes(undefined) ? undefined : parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
}

/** Power that flows in all the time while only the register of the other direction counts. */
function directionProblem(powers: readonly number[], into?: Counted, out?: Counted): Result | undefined {
  if (!into || !out) return undefined;
  const consumes = powers.every((kw) => kw > 0);
  const delivers = powers.every((kw) => kw < 0);
  const wrong = consumes ? [out, into] : delivers ? [into, out] : [];
  const [counting, standing] = wrong;
  return counting && standing && counting.advance > counting.step && standing.advance === 0
    ? fail("registers-exchanged", { flows: consumes ? "import" : "export" })
    : undefined;
}

/** How much of the power these registers count: both directions, one of them, or, as one total, whichever it flows in. */
function countedPower(into?: Counted, out?: Counted): (kw: number) => number {
  if (into && out) return (kw) => kw;
  if (into) return (kw) => Math.max(0, kw);
  return out ? (kw) => Math.min(0, kw) : Math.abs;
}

function amountProblem(
  seen: Observation,
  countedOf: (kw: number) => number,
  advance: number,
  registers: readonly (Counted | undefined)[],
): Result | undefined {
  const { expected, least, most } = expectedEnergy(seen.readings, countedOf);
  const step = Math.max(0, ...registers.map((each) => each?.step ?? 0));
  if (advance === 0 || Math.abs(advance) < leastSteps * step) {
    const possible = Math.max(0, ...registers.map((each) => each?.possible ?? 0));
    // Steps that were seen say how long ten of them take; else the register may count in larger ones than it could.
    const enough = step > 0 ? leastSteps * step : Math.max(leastSteps * possible, coarsestStep);
    if (Math.abs(expected) < enough) return tooLittle(enough, Math.abs(expected) / seen.seconds);
    if (advance === 0) return fail("energy-stands", { expected: rounded(expected) });
  }
  const margin = (kwh: number): number => 2 * step + mayDiffer * Math.abs(kwh);
  if (advance >= least - margin(least) && advance <= most + margin(most)) return undefined;
  const times = Math.abs(advance / expected);
  const scale = powerOfTen(times);
  if (scale !== undefined) return fail("energy-scale", { times: scale });
  const params = { times: rounded(times), expected: rounded(expected) };
  return Math.abs(times - 1) > cannotDiffer ? fail("energy-differs", params) : doubtful("energy-differs", params);
}

function tooLittle(kwh: number, perSecond: number): Result {
  if (perSecond === 0) return notChecked("load-none");
  return notChecked("energy-too-little", { seconds: Math.ceil(kwh / perSecond) });
}

/** ∫P dt over the check, kWh, and what it would be at the least and at the most power that was seen. */
function expectedEnergy(
  readings: readonly Reading[],
  countedOf: (kw: number) => number,
): { expected: number; least: number; most: number } {
  const points = readings.flatMap(({ at, values }) => {
    const kw = activePower(values, "");
    return kw === undefined ? [] : [{ at, kw: countedOf(kw) }];
  });
  const hours = ((points.at(-1)?.at ?? 0) - (points[0]?.at ?? 0)) / 3_600_000;
  const expected = points.slice(1).reduce((sum, { at, kw }, n) => {
    const before = points[n] ?? { at, kw };
    return sum + (((before.kw + kw) / 2) * (at - before.at)) / 3_600_000;
  }, 0);
  const powers = points.map(({ kw }) => kw);
  return { expected, least: Math.min(...powers) * hours, most: Math.max(...powers) * hours };
}
