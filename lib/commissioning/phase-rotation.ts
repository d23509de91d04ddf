import { notChecked, type Rule } from "./rule";

/**
 * The order in which the phases follow each other. Amounts of voltages do not tell it, whatever their number:
 * it needs the angles between them, for which there is no quantity yet because no meter of the profiles shows them.
 */
export const phaseRotation: Rule = {
  name: "phase-rotation",
  after: [],
  judge: () => notChecked("rotation-not-shown"),
};
