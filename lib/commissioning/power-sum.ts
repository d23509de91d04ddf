import { activePower, apparentOf, each, type Observation, rounded, type Values } from "./observation";
import { doubtful, fail, needs, notChecked, pass, type Rule } from "./rule";
import { powerOfTen } from "./scale";

/** Of the sum of U · I: a total and its parts come from one moment, or from milliseconds apart. */
const mayDiffer = 0.05;
/** Beyond this it is no matter of moments. */
const cannotDiffer = 0.3;

/** The whole is the sum of its phases. */
export const powerSum: Rule = {
  name: "power-sum",
  after: ["word-order", "voltage"],
  judge({ seen, loaded }) {
    const powers = each("active_power", seen.phases);
    if (seen.phases.length < 2 || !powers.every((name) => seen.shows(name)) || total(seen) === undefined) {
      return needs("active_power, active_power_l1 … l3");
    }
    if (loaded.length === 0) return notChecked("load-none");
    const evidence = seen.evidence(["active_power", ...powers]);
    const parts = (values: Values, amount: (kw: number) => number): number =>
      powers.reduce((sum, name) => sum + amount(values[name] ?? 0), 0);
    const kva =
      seen.median((values) => seen.phases.reduce((sum, phase) => sum + (apparentOf(values, phase) ?? 0), 0)) ?? 0;
    const differs = (amount: (kw: number) => number): number =>
      Math.abs(seen.median((values) => (activePower(values, "") ?? 0) - parts(values, amount)) ?? 0) / kva;

    const difference = differs((kw) => kw);
    if (difference <= mayDiffer + seen.resolution("active_power") / kva) return pass(evidence);
    if (differs(Math.abs) <= mayDiffer) return doubtful("sum-absolute", {}, evidence);
    const times = Math.abs((total(seen) ?? 0) / (seen.median((values) => parts(values, (kw) => kw)) || Number.NaN));
    const scale = powerOfTen(times);
    if (scale !== undefined) return fail("sum-scale", { times: scale }, evidence);
    const params = { percent: rounded(100 * difference) };
    return difference > cannotDiffer
      ? fail("sum-differs", params, evidence)
      : doubtful("sum-differs", params, evidence);
  },
};

const total = (seen: Observation): number | undefined => seen.median((values) => activePower(values, ""));
