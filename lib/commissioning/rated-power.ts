import { activePower, apparentOf, rounded } from "./observation";
import { doubtful, fail, notChecked, pass, type Rule } from "./rule";

/** A plate says kW; the current also carries what is reactive. */
const apparentAllowance = 1.25;
/** A machine may take a little more than its plate says. */
const mayExceed = 1.2;
/** No machine takes so much for the time of a check. */
const cannotExceed = 1.5;
/** Below this share an installation that idles and one whose transformers' ratio is not set look the same. */
const tellingShare = 0.05;

/** What flows fits what hangs on the meter: the ratio of the current transformers is set. */
export const ratedPower: Rule = {
  name: "rated-power",
  after: ["word-order", "voltage", "power"],
  judge({ seen, facts: { ratedPowerKw } }) {
    if (ratedPowerKw === undefined) return notChecked("no-rated-power");
    const kw = seen.median((values) => activePower(values, ""));
    const products = seen.phases.map((phase) => seen.median((values) => apparentOf(values, phase)) ?? 0);
    const kva = products.reduce((sum, product) => sum + product, 0);
    const flows = Math.max(Math.abs(kw ?? 0), kva);
    const share = flows / ratedPowerKw;
    const evidence = [
      { what: "U·I Σ", value: rounded(kva), unit: "kVA" },
      { what: "rated", value: ratedPowerKw, unit: "kW" },
      ...seen.evidence(["active_power"]),
    ];
    const params = { times: rounded(share), percent: rounded(100 * share) };
    if (share > cannotExceed * apparentAllowance) return fail("power-above-rated", params, evidence);
    if (share > mayExceed * apparentAllowance) return doubtful("power-above-rated", params, evidence);
    return share < tellingShare ? notChecked("load-low", params, evidence) : pass(evidence);
  },
};
