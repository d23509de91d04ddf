import { between, chance } from "../../lib/simulate/chance";
import { MonitorRun } from "./monitor-run";

const start = Date.UTC(2026, 0, 1);
const dayMs = 86_400_000;
const stepMs = 10_000;

/** A made supply: its mean voltage as a share of the nominal, and what happens to it in how many of a million readings. */
export interface Supply {
  readonly name: string;
  readonly level: number;
  readonly dips: number;
}

export const supplies: readonly Supply[] = [
  { name: "good", level: 1.01, dips: 0 },
  { name: "good, with dips to 70 %", level: 1.01, dips: 20 },
  { name: "at the lower limit", level: 0.905, dips: 0 },
  { name: "below it", level: 0.88, dips: 0 },
];

/** Days of a reading every ten seconds: a daily swing of 2 %, slow wander and noise of 0.5 %, unbalance of 0.6 %. */
export function supplyTold({ name, level, dips }: Supply, seed: number, days: number): object {
  const run = new MonitorRun({ timeZone: "UTC", rules: [] }, "main");
  const told: Record<string, number> = {};
  let dipped = 0;
  for (let index = 0; index < (days * dayMs) / stepMs; index++) {
    const at = start + index * stepMs;
    const isDip = chance(seed, 3 * index) < dips / 1e6;
    if (isDip) dipped++;
    const swing = 0.02 * Math.sin((2 * Math.PI * at) / dayMs) + 0.005 * Math.sin(at / 517_000);
    const volts = 230 * (isDip ? 0.7 : level + swing + between(seed, 3 * index + 1, -0.005, 0.005));
    const frequency = 50 + between(seed, 3 * index + 2, -0.04, 0.04);
    const values = { voltage_l1: volts, voltage_l2: volts * 0.995, voltage_l3: volts * 1.006, frequency };
    const reading = { kind: "reading", site: "works", meter: "main", at, values, quality: "good" } as const;
    for (const { condition } of run.take(reading)) {
      if (condition.active) told[condition.rule] = (told[condition.rule] ?? 0) + 1;
    }
  }
  return { name, days, dipped, told };
}
