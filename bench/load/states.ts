import type { Reading } from "../../lib/contract/messages";
import type { MachineState } from "../../lib/load/machine-state";
import { chance, between } from "../../lib/simulate/chance";
import { MonitorRun } from "./monitor-run";
import { intervalsOf, monthOf, steelQuarters, zone } from "./steel-works";

/** The works' own label by its power: between night and work lie 40 kW, where it hardly ever is. */
const worksBorderKw = 40;

/** The learnt state of the steel works against its power, as the year shows it: it idles at night and runs by day. */
export function steelStates(months: (month: number) => boolean): object {
  const run = new MonitorRun({ timeZone: zone, rules: [] }, "main");
  let known = 0;
  let right = 0;
  let changes = 0;
  let learntAt: number | undefined;
  const thresholds = new Set<string>();
  let first = 0;
  for (const interval of intervalsOf(steelQuarters())) {
    if (first === 0) first = interval.from;
    const said = run.take(interval);
    changes += said.filter(({ condition }) => condition.rule === "machine-state").length;
    const { machine } = run.state;
    if (machine?.state === undefined) continue;
    learntAt ??= interval.to;
    if (machine.learnt) thresholds.add(machine.learnt.runningAboveKw.toPrecision(3));
    if (!months(monthOf(interval.from))) continue;
    known++;
    if ((interval.amount * 4 > worksBorderKw) === (machine.state === "running")) right++;
  }
  return {
    learntAfterDays: learntAt === undefined ? null : (learntAt - first) / 86_400_000,
    thresholds: [...thresholds],
    quarters: known,
    agreement: known === 0 ? null : right / known,
    changes,
  };
}

/** A machine whose states are known. */
interface Machine {
  readonly name: string;
  readonly offKw: number;
  readonly idleKw: number;
  readonly runningKw: number;
  /** How much its work swings, as a share. */
  readonly swing: number;
}

export const machines: readonly Machine[] = [
  { name: "lathe", offKw: 0, idleKw: 0.8, runningKw: 6, swing: 0.35 },
  { name: "press", offKw: 0.06, idleKw: 12, runningKw: 45, swing: 0.3 },
  { name: "compressor", offKw: 0.05, idleKw: 22, runningKw: 74, swing: 0.03 },
  { name: "oven", offKw: 0, idleKw: 18, runningKw: 60, swing: 0.5 },
  { name: "never-off", offKw: 3, idleKw: 3, runningKw: 20, swing: 0.25 },
];

const minuteMs = 60_000;
const start = Date.UTC(2026, 0, 5);

/** A month of a machine at one reading a minute: how often the learnt state is its true one, once it is known. */
export function machineStates(machine: Machine, seed: number): object {
  const run = new MonitorRun({ timeZone: "UTC", rules: [] }, machine.name);
  const wrong: Record<string, number> = {};
  let known = 0;
  let right = 0;
  let idleTold = 0;
  for (const { reading, state } of monthOfMachine(machine, seed)) {
    const said = run.take(reading);
    idleTold += said.filter(({ condition }) => condition.rule === "idle" && condition.active).length;
    const seen = run.state.machine?.state;
    if (seen === undefined) continue;
    known++;
    if (seen === state) right++;
    else wrong[`${state} as ${seen}`] = (wrong[`${state} as ${seen}`] ?? 0) + 1;
  }
  return { machine: machine.name, minutes: known, agreement: known === 0 ? null : right / known, wrong, idleTold, learnt: run.state.machine?.learnt };
}

/** Two shifts of work on five days, breaks and set-ups in which it idles, off at night. */
function* monthOfMachine(machine: Machine, seed: number): Generator<{ reading: Reading; state: MachineState }> {
  let state: MachineState = "off";
  for (let minute = 0; minute < 30 * 1440; minute++) {
    const day = Math.floor(minute / 1440) % 7;
    const hour = (minute % 1440) / 60;
    const works = day < 5 && hour >= 6 && hour < 22;
    const turn = chance(seed, 2 * minute);
    if (!works) state = hour >= 22 && hour < 22.5 && day < 5 ? "idle" : "off";
    else if (state === "off") state = "idle";
    else if (state === "idle" && turn < 1 / 12) state = "running";
    else if (state === "running" && turn < 1 / 45) state = "idle";
    if (state === "off" && machine.offKw === machine.idleKw) state = "idle";
    const base = state === "off" ? machine.offKw : state === "idle" ? machine.idleKw : machine.runningKw;
    const swing = state === "running" ? machine.swing : 0.05;
    const kw = base * (1 + swing * between(seed, 2 * minute + 1, -1, 1));
    const values = { active_power: kw };
    const reading: Reading = { kind: "reading", site: "works", meter: machine.name, at: start + minute * minuteMs, values, quality: "good" };
    yield { reading, state };
  }
}
