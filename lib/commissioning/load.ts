import { apparentOf, each, type Observation, type Phase, phaseList, rounded } from "./observation";
import { doubtful, type Facts, needs, pass, type Rule } from "./rule";

/** Below this a meter's starting current and its transformers' errors say more than the load, kVA a phase. */
const leastKva = 0.02;
/** Share of the rated power below which a current transformer leaves its class (IEC 61869-2: 1 % for 0.2S and 0.5S). */
const leastShare = 0.01;
/** Steps of its register a current must have, for its share in a calculation to be known to 5 %. */
const leastSteps = 20;

/** Phases that carry enough to judge their wiring by. */
export function loadedPhases(seen: Observation, { ratedPowerKw = 0 }: Facts): Phase[] {
  const least = Math.max(leastKva, (leastShare * ratedPowerKw) / 3);
  return seen.phases.filter((phase) => {
    const apparent = seen.median((values) => apparentOf(values, phase)) ?? 0;
    const amperes = Math.abs(seen.median(`current_${phase}`) ?? 0);
    return apparent >= least && amperes >= leastSteps * seen.resolution(`current_${phase}`);
  });
}

/** Current flows in every phase: without it nothing can be said about the current transformers. */
export const load: Rule = {
  name: "load",
  after: ["word-order", "voltage"],
  judge({ seen, loaded }) {
    if (seen.phases.length === 0) return needs("voltage_l1, current_l1");
    const evidence = [
      ...seen.evidence(each("current", seen.phases)),
      ...seen.phases.map((phase) => ({
        what: `apparent_power_${phase}`,
        value: rounded(seen.median((values) => apparentOf(values, phase)) ?? 0),
        unit: "kVA",
      })),
    ];
    if (loaded.length === 0) return doubtful("load-none", {}, evidence);
    const without = seen.phases.filter((phase) => !loaded.includes(phase));
    if (without.length > 0) return doubtful("load-some-phases", { phases: phaseList(without) }, evidence);
    return pass(evidence);
  },
};
