import { EnergyError } from "../contract/error";
import type { Reading } from "../contract/messages";
import type { StepOutput } from "../step/step";
import type { AccumulatorConfig, MeterRules } from "./accumulator-config";
import type { AccumulatorState } from "./accumulator-state";
import { compareWithPower } from "./agreement";
import { enterSuspicion, explainsRatio } from "./enter-fact";
import { foldsOf } from "./meter-folds";
import { explained, type PowerAndRegister, type RatioWatched, watchRatio } from "./ratio-watch";
import { amountOf } from "./register-count";
import { scaled } from "./register-epoch";

export interface Watched {
  readonly state: AccumulatorState;
  readonly outputs: readonly StepOutput[];
  readonly errors: readonly EnergyError[];
}

const noErrors: readonly EnergyError[] = [];
const noOutputs: readonly StepOutput[] = [];
const watchedRegister = "active_energy_import";

/** What a reading tells about its meter beside amounts: another serial number, power that does not fit the register. */
export function watchMeter(
  config: AccumulatorConfig,
  meter: MeterRules,
  before: AccumulatorState,
  reading: Reading,
): Watched {
  const serial = watchSerial(before, reading);
  const pair = powerAndRegister(config, meter, before, reading);
  if (!pair) return { ...serial, outputs: noOutputs };
  const agreed = compareWithPower(serial.state.agreement, reading.meter, pair, config.days, config.maxGapMs);
  const errors = agreed?.error ? [...serial.errors, agreed.error] : serial.errors;
  const track = before.series[watchedRegister]?.series.head;
  const digit = track && "track" in track ? amountOf(track.track.digit) : 0;
  const ratio = watchRatio(before.ratioWatch, pair, digit, config.maxGapMs);
  const state = { ...serial.state, ...(agreed && { agreement: agreed.agreement }), ratioWatch: ratio.watch };
  if (!ratio.begins && ratio.endsAt === undefined) return { state, outputs: noOutputs, errors };
  if (ratio.begins && isExplained(state, ratio.begins.at)) {
    return { state: { ...state, ratioWatch: explained(ratio.watch) }, outputs: noOutputs, errors };
  }
  const entered = enterSuspicion(config, meter, state, reading, ratio);
  return { ...entered, errors: ratio.begins ? [...errors, suspicion(reading.meter, ratio.begins)] : errors };
}

function watchSerial(state: AccumulatorState, { meter, values }: Reading): Omit<Watched, "outputs"> {
  const serial = values.serial_number;
  // Meters answer 0 before they have read their own memory.
  if (!serial || serial === state.serial) return { state, errors: noErrors };
  const changed = state.serial !== undefined && !isAnnounced(state, serial);
  const errors = changed ? [new EnergyError("METER_CHANGED", { meter, serial, known: state.serial })] : noErrors;
  return { state: { ...state, serial }, errors };
}

const isAnnounced = ({ facts }: AccumulatorState, serial: number): boolean =>
  facts.some((fact) => fact.event === "swap" && String(fact.serial) === String(serial));

/** Whether somebody has said what happened about then, although stretches of before count by the old factor. */
const isExplained = ({ facts }: AccumulatorState, at: number): boolean =>
  facts.some((fact) => explainsRatio(fact) && fact.at >= at - aboutMs);
const aboutMs = 3_600_000;

/** Both, where the reading has both; the register in the scale in which it is counted. */
function powerAndRegister(
  config: AccumulatorConfig,
  meter: MeterRules,
  { facts, series }: AccumulatorState,
  { at, values }: Reading,
): PowerAndRegister | undefined {
  const { active_power: power, [watchedRegister]: register } = values;
  if (power === undefined || register === undefined) return undefined;
  const { epochs } = foldsOf(config, meter, facts, (quantity) => quantity in series).register(watchedRegister);
  const count = scaled(
    register,
    epochs.findLast((epoch) => epoch.at <= at),
  );
  return count === undefined ? undefined : { at, power, register: amountOf(count) };
}

function suspicion(meter: string, { at, factor }: NonNullable<RatioWatched["begins"]>): EnergyError {
  const times = Math.round(factor * 100) / 100;
  return new EnergyError("RATIO_SUSPECTED", { meter, since: new Date(at).toISOString(), factor: times });
}
