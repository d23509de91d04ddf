import type { Condition } from "../../dist/lib/contract/messages.js";
import { chanceOf } from "./chance.ts";

const subjects = 400;

/** Conditions that come, change, flap and go, on some hundred meters; in the end all are over. Times are the sender's business. */
export function stormOf(count: number, seed: number): Omit<Condition, "at" | "since">[] {
  const random = chanceOf(seed);
  const active = new Map<string, Condition["severity"]>();
  const storm: Omit<Condition, "at" | "since">[] = [];
  const about = (
    subject: string,
    isActive: boolean,
    severity: Condition["severity"],
  ): Omit<Condition, "at" | "since"> => {
    const [meter = "", rule = ""] = subject.split(" ");
    return { kind: "condition", site: "works", meter, rule, active: isActive, severity, evidence: { n: storm.length } };
  };
  let lastOf = "";
  while (storm.length < count) {
    const subject = `m${Math.floor(random() * subjects)} ${random() < 0.5 ? "limit" : "silent"}`;
    // Of one meter two conditions of one moment would be one record.
    if (lastOf.includes(`${subject};`)) continue;
    lastOf = storm.length % 10 === 0 ? `${subject};` : `${lastOf}${subject};`;
    const before = active.get(subject);
    if (before && random() < 0.6) {
      active.delete(subject);
      storm.push(about(subject, false, before));
    } else {
      const severity = before ?? (random() < 0.3 ? "critical" : "warning");
      active.set(subject, severity);
      storm.push(about(subject, true, severity));
    }
  }
  for (const [subject, severity] of active) storm.push(about(subject, false, severity));
  return storm;
}
