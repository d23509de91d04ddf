import { fail, needs, notChecked, pass, type Rule } from "./rule";

/** The phases follow each other as L1, L2, L3. The amounts of voltages do not tell it: only a meter that looks itself does. */
export const phaseRotation: Rule = {
  name: "phase-rotation",
  after: ["word-order"],
  judge({ seen, facts: { nominalVolts } }) {
    const sequence = seen.median("phase_sequence");
    if (sequence === undefined) return notChecked("rotation-not-shown");
    const live = seen.phases.filter((phase) => (seen.median(`voltage_${phase}`) ?? 0) > nominalVolts / 2);
    if (live.length < 3) return needs("voltage_l1, voltage_l2, voltage_l3");
    const evidence = seen.evidence(["phase_sequence"]);
    return sequence < 0 ? fail("rotation-backwards", {}, evidence) : pass(evidence);
  },
};
