import type { Evidence } from "../contract/check-report";
import { activePower, apparentOf, type Observation, type Phase, phaseList, rounded } from "./observation";
import { apart, phaseAngle } from "./phasors";
import { type Case, doubtful, type Facts, fail, needs, notChecked, pass, type Result, type Rule } from "./rule";
import { type Channel, explanations, flowsOut, isRight, loadCost, type Wiring } from "./wiring";

/** By how much one explanation must be likelier than every other to be named as the fault. */
const clearly = 0.8;
/** What it takes for a generator to be the explanation, in mistakes. */
const generation = {
  everywhere: 1,
  onSomePhases: 1.6,
  onOneMore: 0.5,
  likeItsNeighbours: 0.8,
  inductiveBackwards: 0.8,
  notCounted: 3,
} as const;
/** A machine takes nearly the same current from each phase, at nearly the same angle; a generator has its own. */
const alike = { currents: 1.2, degrees: 12 } as const;
/** Inverters feed in at a power factor of 0.9 or more (VDE-AR-N 4105). */
const inverterAngle = 26;
const degreesPerCost = 30;
/** So far ahead is only what compensates without a load, or the current of another phase. */
const stronglyLeading = -40;
/** Nearer to 180° nobody can say whether an inverter's current is ahead or behind. */
const clearlyTurned = 10;
/** Σ of what the phases' reactive powers would be may differ from the meter's own by this share of the apparent power. */
const reactiveMayDiffer = 0.1;

/**
 * Current transformers at the right phases and the right way round. Where power flows out through a phase, every
 * wiring is undone by calculation, and the one that leaves the most usual loads is the explanation, unless a
 * generator explains it as well.
 */
export const currentTransformers: Rule = {
  name: "current-transformers",
  after: ["word-order", "voltage", "power"],
  judge({ seen, loaded, facts }) {
    if (loaded.length === 0)
      return seen.phases.length === 0 ? needs("voltage_l1, current_l1") : notChecked("load-none");
    const variants = channelsOf(seen, loaded);
    const [channels] = variants;
    if (!channels) return needs("active_power_l1");
    const out = loaded.filter((_, n) => channels[n] && flowsOut(channels[n]));
    const evidence = evidenceOf(seen, loaded, channels);
    if (out.length === 0) {
      const leads = variants.length === 1 && channels.every(({ angle }) => angle < stronglyLeading);
      return leads ? doubtful("leading", { phases: phaseList(loaded) }, evidence) : pass(evidence);
    }
    const params = { phases: phaseList(out) };
    if (facts.generator) return notChecked("generator-running", params, evidence);
    const everywhere = out.length === loaded.length;
    const exporting = (): Result => doubtful(everywhere ? "exporting" : "exporting-phase", params, evidence);

    const faults = variants.flatMap(explanations).filter(({ wiring }) => !isRight(wiring));
    const best = faults.sort((a, b) => a.cost - b.cost)[0];
    const byGenerator = Math.min(...variants.map((variant) => generationCost(variant, seen, facts)));
    if (!best || byGenerator - best.cost < clearly) return exporting();
    const named = nameOf(best.wiring, loaded);
    const next = faults.find((other) => !sameName(nameOf(other.wiring, loaded), named));
    const verdict = !next || next.cost - best.cost >= clearly ? fail : doubtful;
    return verdict(named.advice, named.params, evidence);
  },
};

/**
 * What the loaded phases show. Where the meter does not show reactive power by phase, whether a current is behind
 * or ahead is not known: then every combination that agrees with the whole meter's reactive power.
 */
function channelsOf(seen: Observation, loaded: Case["loaded"]): Channel[][] {
  const parts = loaded.map((phase) => {
    const suffix = seen.shows(`active_power_${phase}`) ? phase : "";
    const kvar = `reactive_power${suffix && `_${suffix}`}`;
    const signed = seen.shows(kvar);
    const angle = seen.median((values) => {
      const [kw, kva] = [activePower(values, suffix), apparentOf(values, phase)];
      return kw === undefined || !kva ? undefined : phaseAngle(kw, kva, undefined);
    });
    const sign = signed && (seen.median(kvar) ?? 0) < 0 ? -1 : 1;
    const kva = seen.median((values) => apparentOf(values, phase)) ?? 0;
    return {
      angle,
      sign,
      signed,
      kva,
      amperes: seen.median(`current_${phase}`) ?? 0,
      single: suffix !== "" || loaded.length === 1,
    };
  });
  if (parts.some(({ angle, single }) => angle === undefined || !single)) return [];
  const combinations = Array.from({ length: 2 ** parts.length }, (_, bits) =>
    parts.map(({ sign, signed }, n) => (signed ? sign : bits & (1 << n) ? -1 : 1)),
  );
  const unique = [...new Map(combinations.map((signs) => [signs.join(), signs])).values()];
  const total = seen.median("reactive_power");
  const whole = parts.reduce((sum, { kva }) => sum + kva, 0);
  const agrees = (signs: readonly number[]): boolean => {
    const sum = parts.reduce(
      (kvar, { angle = 0, kva }, n) => kvar + (signs[n] ?? 1) * kva * Math.sin((angle * Math.PI) / 180),
      0,
    );
    return total === undefined || Math.abs(sum - total) <= reactiveMayDiffer * whole;
  };
  const agreeing = unique.filter(agrees);
  return (agreeing.length > 0 ? agreeing : unique).map((signs) =>
    parts.map(({ angle = 0, amperes }, n) => ({ amperes, angle: (signs[n] ?? 1) * angle })),
  );
}

/** How unlikely it is that the power flows out because something generates it. */
function generationCost(channels: readonly Channel[], seen: Observation, { generator }: Facts): number {
  if (generator === false) return Number.POSITIVE_INFINITY;
  const out = channels.filter(flowsOut);
  const counted = seen.profile.registers.some(({ quantity }) => /^active_(energy|power)_export/.test(quantity));
  const notCounted = counted ? 0 : generation.notCounted;
  if (out.length === channels.length) {
    const strange = Math.max(...out.map(({ angle }) => Math.max(0, apart(angle, 180) - inverterAngle)));
    return generation.everywhere + notCounted + strange / degreesPerCost;
  }
  // The phase's own loads take reactive power, so the sum of them and an inverter is behind, if anything.
  const ahead = Math.max(...out.map(({ angle }) => (angle < 0 ? Math.max(0, apart(angle, 180) - inverterAngle) : 0)));
  // Turned by 180° an inductive load lies where neither a load nor an inverter does.
  const consuming = channels.filter((each) => !flowsOut(each)).map(({ angle }) => angle);
  const turned = out.every(({ angle }) => angle < 0 && apart(angle, 180) > clearlyTurned);
  const backwards = turned && consuming.every((angle) => angle > 0) ? generation.inductiveBackwards : 0;
  const phases = generation.onSomePhases + (out.length - 1) * generation.onOneMore;
  const like = areAlike(channels) ? generation.likeItsNeighbours : 0;
  return phases + notCounted + ahead / degreesPerCost + backwards + like + loadCost(consuming);
}

function areAlike(channels: readonly Channel[]): boolean {
  const amperes = channels.map((channel) => channel.amperes);
  const turnedBack = channels.map(({ angle }) => Math.min(apart(angle, 0), apart(angle, 180)));
  return (
    Math.max(...amperes) <= alike.currents * Math.min(...amperes) &&
    Math.max(...turnedBack) - Math.min(...turnedBack) <= alike.degrees
  );
}

type Named = Pick<Required<Result>, "advice" | "params">;

function nameOf({ conductor, reversed }: Wiring, loaded: readonly Phase[]): Named {
  const phases = (test: (channel: number) => boolean): string => phaseList(loaded.filter((_, n) => test(n)));
  const moved = (channel: number): boolean => conductor[channel] !== channel;
  const turned = (channel: number): boolean => reversed[channel] ?? false;
  const exchanged = phases(moved);
  const backwards = phases(turned);
  if (exchanged && backwards)
    return { advice: "ct-exchanged-and-reversed", params: { exchanged, reversed: backwards } };
  if (exchanged) {
    const shifted = conductor.every((_, channel) => moved(channel));
    return { advice: shifted ? "ct-shifted" : "ct-exchanged", params: { phases: exchanged } };
  }
  const all = loaded.length > 1 && reversed.every(Boolean);
  return { advice: all ? "ct-all-reversed" : "ct-reversed", params: { phases: backwards } };
}

const sameName = (a: Named, b: Named): boolean =>
  a.advice === b.advice && JSON.stringify(a.params) === JSON.stringify(b.params);

function evidenceOf(seen: Observation, loaded: readonly Phase[], channels: readonly Channel[]): Evidence[] {
  const angles = loaded.map((phase, n) => ({
    what: `cosφ ${phase.toUpperCase()}`,
    value: rounded(Math.cos(((channels[n]?.angle ?? 0) * Math.PI) / 180)),
    unit: "",
  }));
  const names =
    loaded.length === 1 && !seen.shows(`active_power_${loaded[0]}`)
      ? ["active_power"]
      : loaded.map((phase) => `active_power_${phase}`);
  return [...seen.evidence(names), ...angles];
}
