import type { StepOutput } from "../step/step";
import { costPerDay } from "./cost-per-day";
import type { DriftConfig } from "./drift-config";
import type { ToldDrift } from "./drift-course";
import { rounded } from "./rounded";

const hoursOfADay = 24;
const dayMs = 86_400_000;

/** About which meter, by which rules, and after which night; ms UTC. */
export interface NightTold {
  readonly site: string;
  readonly meter: string;
  readonly config: DriftConfig;
  readonly nightEnd: number;
  readonly now: number;
}

/** The condition that a change of the nights makes. */
export function driftCondition(
  { site, meter, config, nightEnd, now }: NightTold,
  told: ToldDrift,
  active: boolean,
): StepOutput {
  const rule = config.ruleOf(meter);
  const { quantity } = rule;
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
      ...costPerDay(config, { ...rule, meter }, perDay, { from: nightEnd - dayMs, to: nightEnd }),
    },
  } as const;
  return { port: 0, payload };
}
