import type { Evidence } from "../contract/check-report";
import { channelsOf } from "./channels";
import { generationCost } from "./generation";
import { type Observation, type Phase, phaseList, rounded } from "./observation";
import { doubtful, fail, needs, notChecked, pass, type Result, type Rule } from "./rule";
import { type Channel, explanations, flowsOut, isRight, type Wiring } from "./wiring";

/** By how much one explanation must be likelier than every other to be named as the fault. */
const clearly = 0.8;
/** So far ahead is only what compensates without a load, or the current of another phase. */
const stronglyLeading = -40;

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
    const byGenerator = facts.generator === false ? Number.POSITIVE_INFINITY : likeliestGeneration(variants, seen);
    if (!best || byGenerator - best.cost < clearly) return exporting();
    const named = nameOf(best.wiring, loaded);
    const next = faults.find((other) => !sameName(nameOf(other.wiring, loaded), named));
    const verdict = !next || next.cost - best.cost >= clearly ? fail : doubtful;
    return verdict(named.advice, named.params, evidence);
  },
};

function likeliestGeneration(variants: readonly (readonly Channel[])[], { profile }: Observation): number {
  const counted = profile.registers.some(({ quantity }) => /^active_(energy|power)_export/.test(quantity));
  return Math.min(...variants.map((channels) => generationCost(channels, counted)));
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
