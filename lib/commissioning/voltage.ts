import { each, type Observation, type Phase, phaseList, rounded } from "./observation";
import { doubtful, fail, needs, pass, type Result, type Rule } from "./rule";
import { isAbout, powerOfTen } from "./scale";

/** EN 50160 allows 10 %; the meter's class and its transformers add a little. */
const mayDiffer = 0.15;
/** What a conductor without supply picks up from its neighbours. */
const floatingShare = 0.3;
const lineToLine = Math.sqrt(3);
/** Two phases of one supply are 173 % of a phase voltage apart; the same phase twice is next to nothing. */
const samePhaseShare = 0.1;

/** Every phase has the supply's voltage, between phase and neutral. */
export const voltage: Rule = {
  name: "voltage",
  after: ["word-order"],
  judge({ seen, facts: { nominalVolts } }) {
    const phases = (["l1", "l2", "l3"] as const).filter((phase) => seen.shows(`voltage_${phase}`));
    if (phases.length === 0) return needs("voltage_l1");
    const volts = (phase: Phase): number => (seen.median(`voltage_${phase}`) ?? 0) / nominalVolts;
    const evidence = seen.evidence(each("voltage", phases));
    const params = { nominal: nominalVolts };
    const of = (test: (share: number) => boolean): Phase[] => phases.filter((phase) => test(volts(phase)));
    const all = (some: readonly Phase[]): boolean => some.length === phases.length;

    const scale = powerOfTen(volts(phases[0] ?? "l1"), mayDiffer);
    if (scale !== undefined && all(of((share) => isAbout(share, scale, mayDiffer)))) {
      return fail("voltage-scale", { ...params, times: scale }, evidence);
    }
    const missing = of((share) => share < floatingShare);
    if (missing.length > 0) return missingPhases(seen, phases, missing, evidence);
    const high = of((share) => share > 1 + mayDiffer);
    if (high.length > 0 && of((share) => share < 1 - mayDiffer).length > 0) {
      return fail("neutral-lost", params, evidence);
    }
    const doubled = of((share) => isAbout(share, lineToLine, mayDiffer));
    if (doubled.length > 0) return fail("voltage-line-to-line", { ...params, phases: phaseList(doubled) }, evidence);
    const off = of((share) => !isAbout(share, 1, mayDiffer));
    if (off.length > 0) return fail("voltage-off", { ...params, phases: phaseList(off) }, evidence);
    return samePhases(seen, nominalVolts) ?? pass(evidence);
  },
};

/** A meter of three phases on one is a way to use it; without one or two of three that carry current it is not. */
function missingPhases(
  seen: Observation,
  phases: readonly Phase[],
  missing: readonly Phase[],
  evidence: Result["evidence"],
): Result {
  const params = { phases: phaseList(missing) };
  const carrying = missing.filter(
    (phase) => (seen.median(`current_${phase}`) ?? 0) > seen.resolution(`current_${phase}`),
  );
  const onePhase = phases.length === 3 && missing.length === 2 && carrying.length === 0;
  return onePhase ? doubtful("phase-unused", params, evidence) : fail("phase-missing", params, evidence);
}

function samePhases(seen: Observation, nominalVolts: number): Result | undefined {
  const pairs = [
    ["l1_l2", "L1, L2"],
    ["l2_l3", "L2, L3"],
    ["l3_l1", "L3, L1"],
  ] as const;
  for (const [pair, phases] of pairs) {
    const volts = seen.median(`voltage_${pair}`);
    if (volts === undefined || volts > samePhaseShare * nominalVolts) continue;
    const evidence = [{ what: `voltage_${pair}`, value: rounded(volts), unit: "V" }];
    return fail("phase-twice", { phases }, evidence);
  }
  return undefined;
}
