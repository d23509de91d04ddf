import { readFileSync } from "node:fs";
import { join } from "node:path";
import { seedOf } from "../../lib/simulate/chance";
import { type Machine, minutesOfMachine } from "./machines";
import { MonitorRun } from "./monitor-run";
import { intervalsOf, monthOf, steelQuarters, zone } from "./steel-works";

const off = (...rules: string[]) => rules.map((rule) => ({ rule, off: true }));
/** Between night and work lie 40 kW, where the steel works hardly ever is. */
const worksBorderKw = 40;

/** The learnt state of the steel works: against its power, and against the publishers' load types. */
export function steelStates(months: (month: number) => boolean): object {
  const run = new MonitorRun({ timeZone: zone, rules: off("spike", "peak-forming") }, "main");
  const types = loadTypes();
  const byType: Record<string, Record<string, number>> = {};
  const thresholds: number[] = [];
  const count = { quarters: 0, right: 0, changes: 0 };
  let learntAfterDays: number | undefined;
  for (const [index, interval] of [...intervalsOf(steelQuarters())].entries()) {
    const before = run.state.machine?.state;
    run.take(interval);
    const { state, learnt } = run.state.machine ?? {};
    if (learnt && thresholds.at(-1) !== learnt.runningAboveKw) thresholds.push(learnt.runningAboveKw);
    if (state === undefined) continue;
    learntAfterDays ??= Math.round((index * 10) / 96) / 10;
    if (!months(monthOf(interval.from))) continue;
    count.quarters++;
    if (state !== before) count.changes++;
    if (interval.amount * 4 > worksBorderKw === (state === "running")) count.right++;
    const type = types[index] ?? "";
    byType[type] = { ...byType[type], [state]: (byType[type]?.[state] ?? 0) + 1 };
  }
  const { quarters, right, changes } = count;
  const runningAboveKw = thresholds.map((kw) => Math.round(kw));
  return { learntAfterDays, runningAboveKw, quarters, agreementPercent: percent(right, quarters), changes, byType };
}

const percent = (part: number, whole: number): number => Math.round((10_000 * part) / whole) / 100;

const typeNames: Readonly<Record<string, string>> = { L: "light", M: "medium", X: "maximum" };

/** The publishers' load type of each quarter of an hour. */
function loadTypes(): string[] {
  const file = join(__dirname, "../../../test/fixtures/load/steel-load-types.txt");
  const runs = readFileSync(file, "utf8").trim().split(/\s+/);
  return runs.flatMap((run) => Array.from({ length: Number(run.slice(1)) }, () => typeNames[run.charAt(0)] ?? ""));
}

/** It must truly have idled nearly so long for what is told of it to be true. */
const trulyIdleMinutes = { notice: 57, warning: 13, critical: 13 } as const;

/** Half a year of a machine at one reading a minute: the learnt state against the true one, and what is told meanwhile. */
export function machineStates(machine: Machine, shifts: readonly object[] | undefined, seed: number): object {
  const config = { timeZone: "UTC", ...(shifts && { shifts }), rules: off("peak-forming") };
  const run = new MonitorRun(config, machine.name);
  const told: Record<string, number> = {};
  const count = { minutes: 0, right: 0, idle: 0, busy: 0, falselyTold: 0 };
  const days = 182;
  for (const { reading, state } of minutesOfMachine(machine, seedOf(seed, machine.name), days)) {
    // A minute of work is none: what is over so soon has not been a state.
    count.busy = state === "idle" ? 0 : count.busy + 1;
    count.idle = count.busy > 1 ? 0 : count.idle + 1;
    for (const { port, condition } of run.take(reading)) {
      if (port !== 0 || !condition.active) continue;
      const what = `${condition.rule} ${condition.severity}`;
      told[what] = (told[what] ?? 0) + 1;
      if (condition.rule !== "idle" || count.idle < trulyIdleMinutes[condition.severity]) count.falselyTold++;
    }
    const seen = run.state.machine?.state;
    if (seen === undefined) continue;
    count.minutes++;
    if (seen === state) count.right++;
  }
  const perYear = Object.entries(told).map(([what, times]) => [what, Math.round((times * 365) / days)]);
  return {
    machine: machine.name,
    withShifts: shifts !== undefined,
    agreementPercent: percent(count.right, count.minutes),
    falselyTold: count.falselyTold,
    learnt: run.state.machine?.learnt,
    toldPerYear: Object.fromEntries(perYear),
  };
}
