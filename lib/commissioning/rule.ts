import type { CheckAdvice, CheckRule, CheckVerdict, Evidence, Finding } from "../contract/check-report";
import type { ErrorParams } from "../contract/error";
import type { Observation, Phase } from "./observation";

/** Between phase and neutral in Europe and most of the world, IEC 60038. */
export const usualVolts = 230;

/** What is known of the place where the meter is, and not by the meter. */
export interface Facts {
  /** Of what hangs on the meter, kW. */
  readonly ratedPowerKw?: number;
  /** Between phase and neutral, V. */
  readonly nominalVolts: number;
  /** Whether something behind the meter can feed in (solar, CHP); undefined: nobody said. */
  readonly generator?: boolean;
}

/** What a rule judges. */
export interface Case {
  readonly seen: Observation;
  readonly facts: Facts;
  /** Phases with enough current to say something about their wiring. */
  readonly loaded: readonly Phase[];
}

/** What a rule has found; its name is added by the check. */
export type Result = Omit<Finding, "rule">;

export interface Rule {
  readonly name: CheckRule;
  /** Rules whose failure makes this one's numbers meaningless. */
  readonly after: readonly CheckRule[];
  judge(subject: Case): Result;
}

const result =
  (verdict: CheckVerdict) =>
  (advice: CheckAdvice, params: ErrorParams = {}, evidence: readonly Evidence[] = []): Result => ({
    verdict,
    advice,
    params,
    evidence,
  });

export const fail = result("fail");
export const doubtful = result("doubtful");
export const notChecked = result("not-checked");
export const pass = (evidence: readonly Evidence[] = []): Result => ({ verdict: "pass", params: {}, evidence });
export const needs = (quantities: string): Result => notChecked("needs-quantities", { quantities });
