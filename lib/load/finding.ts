import type { Condition, Severity } from "../contract/messages";

/** A turn of something that is watched: it begins, is told anew, or ends. */
export interface Finding {
  /** The kind, or `<kind>.<rule id>`. */
  readonly rule: string;
  readonly active: boolean;
  readonly severity: Severity;
  readonly since: number;
  readonly value?: number;
  readonly limit?: number;
  readonly unit?: string;
  readonly evidence: Readonly<Record<string, string | number | boolean>>;
}

/** Whom it is about. */
export interface Subject {
  readonly site: string;
  readonly meter: string;
  readonly machine?: string;
}

export function conditionOf(
  { site, meter, machine }: Subject,
  { rule, active, severity, since, value, limit, unit, evidence }: Finding,
  at: number,
): Condition {
  return {
    kind: "condition",
    site,
    meter,
    ...(machine !== undefined && { machine }),
    rule,
    active,
    severity,
    at,
    // A device's clock may run ahead of ours.
    since: Math.min(since, at),
    ...(value !== undefined && { value: digits(value) }),
    ...(limit !== undefined && { limit: digits(limit) }),
    ...(unit !== undefined && { unit }),
    evidence,
  };
}

/** Four digits tell enough of an estimate. */
export const digits = (value: number): number => Number(value.toPrecision(4));

/** What a condition is called that a rule with an id has raised. */
export const ruleName = (kind: string, id: string | undefined): string => (id === undefined ? kind : `${kind}.${id}`);
