import { EnergyError } from "../contract/error";
import type { Reading } from "../contract/messages";
import type { AccumulatorConfig } from "./accumulator-config";
import type { AccumulatorState } from "./accumulator-state";
import { compareWithPower } from "./agreement";

export interface Watched {
  readonly state: AccumulatorState;
  readonly errors: readonly EnergyError[];
}

const nothing: readonly EnergyError[] = [];

/** What a reading tells about its meter beside amounts: another serial number, power that does not fit the register. */
export function watchMeter(config: AccumulatorConfig, state: AccumulatorState, reading: Reading): Watched {
  const agreed = compareWithPower(state.agreement, reading, config.days, config.maxGapMs);
  const compared = agreed ? { ...state, agreement: agreed.agreement } : state;
  const serial = reading.values.serial_number;
  // Meters answer 0 before they have read their own memory.
  if (!serial || serial === state.serial) return { state: compared, errors: agreed?.error ? [agreed.error] : nothing };
  const changed = state.serial !== undefined && !isAnnounced(state, serial);
  const errors = changed
    ? [new EnergyError("METER_CHANGED", { meter: reading.meter, serial, known: state.serial })]
    : nothing;
  return { state: { ...compared, serial }, errors: agreed?.error ? [...errors, agreed.error] : errors };
}

const isAnnounced = ({ facts }: AccumulatorState, serial: number): boolean =>
  facts.some((fact) => fact.event === "swap" && String(fact.serial) === String(serial));
