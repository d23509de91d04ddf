import type { Condition } from "../contract/messages";

type Evidence = Condition["evidence"];

/** A figure of a condition's evidence; undefined where it is none. */
export function numberIn(evidence: Evidence, name: string): number | undefined {
  const value = evidence[name];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

export function textIn(evidence: Evidence, name: string): string | undefined {
  const value = evidence[name];
  return typeof value === "string" ? value : undefined;
}
