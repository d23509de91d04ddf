import { fail, needs, pass, type Rule } from "./rule";

/** No public grid leaves this range; a machine's own inverter is not measured by an energy meter. */
const lowest = 45;
const highest = 65;

/** The grid's frequency is one. */
export const frequency: Rule = {
  name: "frequency",
  after: ["word-order"],
  judge({ seen }) {
    const hertz = seen.median("frequency");
    if (hertz === undefined) return needs("frequency");
    const evidence = seen.evidence(["frequency"]);
    if (hertz >= lowest && hertz <= highest) return pass(evidence);
    return fail("frequency-off", { lowest, highest }, evidence);
  },
};
