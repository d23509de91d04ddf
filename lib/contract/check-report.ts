import type { ErrorParams } from "./error";

/** `not-checked`: the meter does not show what the rule needs, or not under these conditions. */
export type CheckVerdict = "pass" | "fail" | "doubtful" | "not-checked";

/** Every rule of the commissioning check, in the order of the report. `docs/commissioning.md` explains them. */
export const checkRules = [
  "answers",
  "word-order",
  "frozen",
  "voltage",
  "frequency",
  "phase-rotation",
  "load",
  "power",
  "power-sum",
  "power-triangle",
  "current-transformers",
  "rated-power",
  "energy",
] as const;
export type CheckRule = (typeof checkRules)[number];

/** What to do, or why nothing could be said. The texts stand in `locales/<lang>/commissioning.json`. */
export const checkAdvice = [
  "answers-missing",
  "apparent-differs",
  "apparent-scale",
  "apparent-too-small",
  "ct-all-reversed",
  "ct-exchanged",
  "ct-exchanged-and-reversed",
  "ct-reversed",
  "ct-shifted",
  "energy-differs",
  "energy-fell",
  "energy-scale",
  "energy-stands",
  "energy-too-little",
  "exporting",
  "exporting-phase",
  "first-other",
  "frequency-off",
  "frozen-all",
  "frozen-some",
  "generator-running",
  "leading",
  "load-low",
  "load-none",
  "load-some-phases",
  "needs-quantities",
  "needs-readings",
  "neutral-lost",
  "no-rated-power",
  "phase-missing",
  "phase-twice",
  "phase-unused",
  "power-above-rated",
  "power-ratio",
  "power-scale",
  "registers-exchanged",
  "rotation-backwards",
  "rotation-not-shown",
  "single-words",
  "sum-absolute",
  "sum-differs",
  "sum-scale",
  "values-nonsense",
  "voltage-line-to-line",
  "voltage-off",
  "voltage-scale",
  "word-order-wrong",
] as const;
export type CheckAdvice = (typeof checkAdvice)[number];

/** A number that a finding rests on: a quantity, or what was calculated from several. */
export interface Evidence {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
}

export interface Finding {
  readonly rule: CheckRule;
  readonly verdict: CheckVerdict;
  /** Absent where the rule is fulfilled. */
  readonly advice?: CheckAdvice;
  /** What the advice's text is filled with. */
  readonly params: ErrorParams;
  readonly evidence: readonly Evidence[];
  /** For people, in the language of whoever asked; made at the edge. */
  readonly text?: string;
}

/** What a commissioning check of one meter has found. */
export interface CheckReport {
  readonly kind: "check";
  readonly site: string;
  readonly meter: string;
  readonly profile: string;
  /** Of the first and the last reading, ms UTC. */
  readonly from: number;
  readonly to: number;
  readonly verdict: "pass" | "fail" | "doubtful";
  readonly findings: readonly Finding[];
}
