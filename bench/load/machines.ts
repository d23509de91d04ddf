import type { Reading } from "../../lib/contract/messages";
import type { MachineState } from "../../lib/load/machine-state";
import { between, chance } from "../../lib/simulate/chance";

/** A made machine whose states are known. */
export interface Machine {
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

const weekdays = ["mon", "tue", "wed", "thu", "fri"];
export const twoShifts = [
  { name: "early", days: weekdays, from: "06:00", to: "14:00" },
  { name: "late", days: weekdays, from: "14:00", to: "22:00" },
];

const minuteMs = 60_000;
const monday = Date.UTC(2026, 0, 5);
const meanIdleMinutes = 12;
const meanRunMinutes = 45;

/** Two shifts on five days, breaks and set-ups in which it idles; it is switched off ten minutes after the late shift. */
export function* minutesOfMachine(
  machine: Machine,
  seed: number,
  days: number,
): Generator<{ readonly reading: Reading; readonly state: MachineState }> {
  let state: MachineState = "off";
  for (let minute = 0; minute < days * 1440; minute++) {
    state = stateAfter(state, minute, chance(seed, 2 * minute));
    const seen = state === "off" && machine.offKw === machine.idleKw ? "idle" : state;
    const [kw, swing] = powerOf(machine, seen);
    const values = { active_power: kw * (1 + swing * between(seed, 2 * minute + 1, -1, 1)) };
    const at = monday + minute * minuteMs;
    const reading = { kind: "reading", site: "works", meter: machine.name, at, values, quality: "good" } as const;
    yield { reading, state: seen };
  }
}

function stateAfter(state: MachineState, minute: number, turn: number): MachineState {
  const isWeekday = Math.floor(minute / 1440) % 7 < 5;
  const ofDay = minute % 1440;
  if (!isWeekday || ofDay < 360 || ofDay >= 1330) return "off";
  if (ofDay >= 1320) return "idle";
  if (state === "off") return "idle";
  if (state === "idle") return turn < 1 / meanIdleMinutes ? "running" : "idle";
  return turn < 1 / meanRunMinutes ? "idle" : "running";
}

function powerOf({ offKw, idleKw, runningKw, swing }: Machine, state: MachineState): [kw: number, swing: number] {
  if (state === "off") return [offKw, 0.05];
  return state === "idle" ? [idleKw, 0.05] : [runningKw, swing];
}
