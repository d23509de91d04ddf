import type { Profile } from "../acquire/profile";
import type { CheckReport, Finding } from "../contract/check-report";
import type { ErrorCode } from "../contract/error";
import type { Reading } from "../contract/messages";
import type { Calibrations } from "../metering/calibration";
import { currentTransformers } from "./current-transformers";
import { energy } from "./energy";
import { frequency } from "./frequency";
import { frozen } from "./frozen";
import { load, loadedPhases } from "./load";
import { Observation, type Values } from "./observation";
import { phaseRotation } from "./phase-rotation";
import { power } from "./power";
import { powerSum } from "./power-sum";
import { powerTriangle } from "./power-triangle";
import { ratedPower } from "./rated-power";
import { type Case, doubtful, type Facts, fail, notChecked, pass, type Result, type Rule, usualVolts } from "./rule";
import { voltage } from "./voltage";
import { judgeWordOrder } from "./word-order";

/** What has been read of a meter for its check. */
export interface Observed {
  /** At least one, by time. */
  readonly readings: readonly Reading[];
  /** Its values at some moment, decoded by `otherWordOrder`; only needed where the others look wrong. */
  readonly otherwise?: Values;
  /** What the attempts without a reading ended with. */
  readonly failures?: readonly ErrorCode[];
  /** What the readings were corrected by. */
  readonly calibrations?: Calibrations | undefined;
}

const rules: readonly Rule[] = [
  frozen,
  voltage,
  frequency,
  phaseRotation,
  load,
  power,
  powerSum,
  powerTriangle,
  currentTransformers,
  ratedPower,
  energy,
];

/** Judges how a meter is connected and set up by what it shows. */
export function check(observed: Observed, profile: Profile, facts: Partial<Facts> = {}): CheckReport {
  const seen = new Observation(observed.readings, profile, observed.calibrations);
  const known = { ...facts, nominalVolts: facts.nominalVolts ?? usualVolts };
  const subject: Case = { seen, facts: known, loaded: loadedPhases(seen, known) };
  const [first] = observed.readings;
  const findings: Finding[] = [
    { rule: "answers", ...judgeAnswers(observed) },
    { rule: "word-order", ...judgeWordOrder(first?.values ?? {}, profile, observed.otherwise) },
  ];
  for (const rule of rules) findings.push({ rule: rule.name, ...judge(rule, subject, findings) });
  return {
    kind: "check",
    site: first?.site ?? "",
    meter: first?.meter ?? "",
    profile: profile.id,
    from: first?.at ?? 0,
    to: observed.readings.at(-1)?.at ?? 0,
    verdict: overall(findings),
    findings,
  };
}

/** Not where an earlier rule has already shown that the numbers mean nothing: one fault is to be told once. */
function judge(rule: Rule, subject: Case, before: readonly Finding[]): Result {
  const broken = before.find(({ rule: name, verdict, advice }) => {
    return rule.after.includes(name) && verdict === "fail" && !(advice && harmless.has(advice));
  });
  return broken ? notChecked("first-other", { rule: broken.rule }) : rule.judge(subject);
}

/** Faults of a single phase leave the others' numbers as they are. */
const harmless: ReadonlySet<string> = new Set(["phase-missing", "phase-twice", "voltage-off"]);

/** A tenth of the requests may be lost on a line that is in order. */
const mayMiss = 0.1;

function judgeAnswers({ readings, failures = [] }: Observed): Result {
  const incomplete = readings.filter(({ quality }) => quality !== "good").length;
  const missed = failures.length + incomplete;
  const all = readings.length + failures.length;
  const evidence = [{ what: "readings", value: readings.length, unit: "" }];
  if (missed === 0) return pass(evidence);
  const params = { missed, all, codes: [...new Set(failures)].join(", ") || "-" };
  return (missed / all > mayMiss ? fail : doubtful)("answers-missing", params, evidence);
}

function overall(findings: readonly Finding[]): CheckReport["verdict"] {
  const has = (verdict: Finding["verdict"]): boolean => findings.some((finding) => finding.verdict === verdict);
  return has("fail") ? "fail" : has("doubtful") ? "doubtful" : "pass";
}
