import type { Fault } from "./fault";
import { nextChange, occurrenceAt } from "./moments";

/** What the simulator truly plays: a fault begins, or ends. What changes a meter for good (a swap) only begins. */
export interface FaultChange {
  readonly at: number;
  readonly meter: string;
  readonly fault: Fault["fault"];
  readonly active: boolean;
  /** What else the scenario says of it: `powerKw`, `code` … */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** What is already so at `at`, each with the time at which it began. */
export function activeFaults(faults: readonly Fault[], at: number): FaultChange[] {
  return faults.flatMap((fault) => {
    const occurrence = occurrenceAt(fault.schedule, at);
    return occurrence ? [changeOf(fault, occurrence.from, true)] : [];
  });
}

/** Everything that begins or ends after `after` and up to `until`, oldest first. */
export function faultChanges(faults: readonly Fault[], after: number, until: number): FaultChange[] {
  const changes = faults.flatMap((fault) => {
    const { schedule } = fault;
    const own: FaultChange[] = [];
    for (let at = nextChange(schedule, after); at <= until; at = nextChange(schedule, at)) {
      const begins = occurrenceAt(schedule, at) !== undefined || schedule.from === schedule.until;
      own.push(changeOf(fault, at, begins));
    }
    return own;
  });
  return changes.sort((a, b) => a.at - b.at);
}

/** When the next of them begins or ends after `at`; Infinity where none does. */
export function nextFaultChange(faults: readonly Fault[], at: number): number {
  return faults.reduce((next, { schedule }) => Math.min(next, nextChange(schedule, at)), Number.POSITIVE_INFINITY);
}

function changeOf({ schedule: _schedule, seed: _seed, meter, fault, ...facts }: Fault, at: number, active: boolean) {
  return { at, meter, fault, active, facts };
}
