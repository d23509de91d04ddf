import type { MachineState } from "./machine-state";
import type { PowerSample } from "./power-sample";
import type { WorkSpan } from "./shift-clock";

/** What a machine used in one shift, or between two, by its state: kWh and hours. */
export interface ShiftUse extends WorkSpan {
  readonly use: Readonly<Record<MachineState, StateUse>>;
}

export interface StateUse {
  readonly kwh: number;
  readonly hours: number;
}

const nothing: StateUse = { kwh: 0, hours: 0 };
const msPerHour = 3_600_000;

/** The states whose powers a stretch began and ended with. */
export interface SeenStates {
  readonly began: MachineState;
  readonly ended: MachineState;
}

/** Adds a stretch, half to what it began with and half to what it ended with; `closed` is the shift that is over with it. */
export function shiftUseAfter(
  before: ShiftUse | undefined,
  { from, to, before: beganKw, now }: PowerSample,
  { began, ended }: SeenStates,
  spanAt: (at: number) => WorkSpan,
): { readonly current: ShiftUse; readonly closed?: ShiftUse } {
  const middle = from + (to - from) / 2;
  const isSame = before !== undefined && before.from <= middle && middle < before.to;
  const current = isSame ? before : { ...spanAt(middle), use: { off: nothing, idle: nothing, running: nothing } };
  const hours = (to - from) / 2 / msPerHour;
  const use = added(added(current.use, began, beganKw, hours), ended, now, hours);
  return { current: { ...current, use }, ...(before && !isSame && { closed: before }) };
}

function added(use: ShiftUse["use"], state: MachineState, kw: number, hours: number): ShiftUse["use"] {
  const known = use[state];
  return { ...use, [state]: { kwh: known.kwh + Math.max(0, kw) * hours, hours: known.hours + hours } };
}
