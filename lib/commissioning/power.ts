import type { Evidence } from "../contract/check-report";
import { activePower, apparentOf, type Observation, type Phase, rounded, type Values } from "./observation";
import { type Case, fail, needs, notChecked, pass, type Result, type Rule } from "./rule";
import { powerOfTen } from "./scale";

/** Of voltage times current: the meter's class, rounding, and values that were taken some milliseconds apart. */
const mayDiffer = 0.1;
/** Below it the power factor's own rounding decides what it predicts; above the other it is in another unit. */
const usablePowerFactor = { least: 0.1, most: 1.05 } as const;
/** The whole meter's power factor is of the sum of vectors, which is less than the sum of amounts where phases differ. */
const wholeMayBeBelow = 0.5;
/** Less is no load but a bank of capacitors by itself, or watts that were taken for kilowatts. */
const leastShare = 0.0012;
/** More than voltage and current give by up to this is a transformer's ratio, beyond it a unit. */
const largestRatio = 5;

/** One phase of the meter, or all of it. */
type Part = Phase | "";

/**
 * P ≈ U · I · cosφ, by phase where the meter shows power by phase, else for the whole. Without a power factor
 * P cannot be more than U · I, nor next to nothing beside it.
 */
export const power: Rule = {
  name: "power",
  after: ["word-order", "voltage"],
  judge({ seen, loaded }) {
    if (seen.phases.length === 0) return needs("voltage_l1, current_l1");
    if (loaded.length === 0) return notChecked("load-none");
    const parts = partsOf(seen, loaded);
    if (parts.length === 0) return needs("active_power");
    const evidence = parts.flatMap((part) => evidenceOf(seen, part));
    for (const part of parts) {
      const problem = byPowerFactor(seen, part) ?? aboveApparent(seen, part);
      if (problem) return { ...problem, evidence };
    }
    return parts.every((part) => isNextToNothing(seen, part))
      ? { ...scaleProblem(parts[0] ?? "", leastShare, 0.001), evidence }
      : pass(evidence);
  },
};

function partsOf(seen: Observation, loaded: Case["loaded"]): Part[] {
  const phases = loaded.filter((phase) => seen.shows(`active_power_${phase}`));
  if (phases.length > 0) return phases;
  return seen.series((values) => activePower(values, "")).length > 0 ? [""] : [];
}

/** U · I, kVA; of the whole meter the sum of its phases. */
function apparent(seen: Observation, values: Values, part: Part): number | undefined {
  if (part !== "") return apparentOf(values, part);
  const parts = seen.phases.map((phase) => apparentOf(values, phase));
  return parts.includes(undefined) ? undefined : parts.reduce<number>((sum, kva) => sum + (kva ?? 0), 0);
}

/** cosφ without its sign, which meters use for many things; undefined where it says too little. */
function powerFactor(values: Values, part: Part): number | undefined {
  const factor = Math.abs(values[named("power_factor", part)] ?? Number.NaN);
  return factor >= usablePowerFactor.least && factor <= usablePowerFactor.most ? factor : undefined;
}

function byPowerFactor(seen: Observation, part: Part): Result | undefined {
  const times = seen.median((values) => {
    const [kw, kva, factor] = [activePower(values, part), apparent(seen, values, part), powerFactor(values, part)];
    return kw === undefined || !kva || !factor ? undefined : Math.abs(kw) / (kva * factor);
  });
  const factor = seen.median((values) => powerFactor(values, part));
  if (times === undefined || factor === undefined) return undefined;
  const whole = part === "" && seen.phases.length > 1;
  const least = whole ? wholeMayBeBelow : 1 - mayDiffer / factor;
  if (times <= 1 + mayDiffer / factor && times >= least) return undefined;
  return scaleProblem(part, times, powerOfTen(times));
}

function aboveApparent(seen: Observation, part: Part): Result | undefined {
  const share = shareOf(seen, part);
  // What cosφ is nobody knows here, so the next power of ten above it.
  if (share > largestRatio) return scaleProblem(part, share, 10 ** Math.ceil(Math.log10(share / (1 + mayDiffer))));
  return share > 1 + mayDiffer ? scaleProblem(part, share) : undefined;
}

/** So little that it is no load's power, unless reactive power fills U · I by itself. */
function isNextToNothing(seen: Observation, part: Part): boolean {
  const kva = seen.median((values) => apparent(seen, values, part)) ?? 0;
  const coarse = seen.resolution(named("active_power", part)) > leastShare * kva;
  const reactive = Math.abs(seen.median(named("reactive_power", part)) ?? 0);
  return shareOf(seen, part) <= leastShare && !coarse && reactive < (1 - mayDiffer) * kva;
}

/** |P| as a share of U · I; 1 where it is not known. */
function shareOf(seen: Observation, part: Part): number {
  const share = seen.median((values) => {
    const [kw, kva] = [activePower(values, part), apparent(seen, values, part)];
    return kw === undefined || !kva ? undefined : Math.abs(kw) / kva;
  });
  return share ?? 1;
}

function scaleProblem(part: Part, times: number, scale?: number): Result {
  return scale === undefined
    ? fail("power-ratio", { phase: label(part), times: rounded(times) })
    : fail("power-scale", { phase: label(part), times: scale });
}

function evidenceOf(seen: Observation, part: Part): Evidence[] {
  const kva = seen.median((values) => apparent(seen, values, part));
  const calculated = kva === undefined ? [] : [{ what: `U·I ${label(part)}`, value: rounded(kva), unit: "kVA" }];
  return [...seen.evidence([named("active_power", part), named("power_factor", part)]), ...calculated];
}

const named = (base: string, part: Part): string => (part === "" ? base : `${base}_${part}`);
const label = (part: Part): string => (part === "" ? "Σ" : part.toUpperCase());
