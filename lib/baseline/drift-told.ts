import type { StepOutput } from "../step/step";
import type { ToldDrift } from "./drift-course";
import type { DriftRule } from "./drift-rule";

const hoursOfADay = 24;

export const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/** The condition that a change of the nights makes. */
export function driftCondition(
  { site, meter, now }: { readonly site: string; readonly meter: string; readonly now: number },
  { pricePerUnit, quantity }: DriftRule,
  told: ToldDrift,
  active: boolean,
): StepOutput {
  const perDay = told.before * told.ratio * hoursOfADay;
  const payload = {
    kind: "condition",
    site,
    meter,
    rule: told.kind,
    active,
    severity: told.severity,
    at: now,
    since: told.since,
    value: rounded(100 * told.ratio, 1),
    limit: rounded(100 * told.needed, 1),
    unit: "%",
    evidence: {
      quantity,
      percent: rounded(100 * told.ratio, 1),
      beforePerHour: rounded(told.before, 4),
      nowPerHour: rounded(told.before * (1 + told.ratio), 4),
      nights: told.nights,
      perDay: rounded(perDay, 2),
      ...(pricePerUnit !== undefined && { costPerDay: rounded(perDay * pricePerUnit, 2) }),
    },
  } as const;
  return { port: 0, payload };
}
