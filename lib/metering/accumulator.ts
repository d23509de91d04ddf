import { EnergyError } from "../contract/error";
import type { Interval, Message, Reading } from "../contract/messages";
import type { StepInput, StepModule, StepOutput, StepResult } from "../step/step";
import { type AccumulatorConfig, parseAccumulatorConfig } from "./accumulator-config";
import type { Increment } from "./increment";
import { book, type ClosedInterval, close, type OpenInterval, openAt } from "./interval-book";
import { integrateRate, type PowerTrack } from "./power-track";
import { type RegisterTrack, trackRegister } from "./register-track";

/** One counted quantity of one meter. */
interface Series {
  readonly register?: RegisterTrack;
  readonly power?: PowerTrack;
  /** The running interval of each step. */
  readonly open: Readonly<Record<string, OpenInterval>>;
}

/** State of one meter. */
export interface AccumulatorState {
  readonly series: Readonly<Record<string, Series>>;
}

/** Rates that stand in for a register the meter does not have. `rateHours`: hours in the rate's time unit. */
const rates = [
  { rate: "active_power", sign: 1, register: "active_energy_import", rateHours: 1 },
  { rate: "active_power", sign: -1, register: "active_energy_export", rateHours: 1 },
  { rate: "water_flow", sign: 1, register: "water_volume", rateHours: 1 / 60 },
  { rate: "gas_flow", sign: 1, register: "gas_volume", rateHours: 1 / 60 },
] as const;

/** Registers that make integrating a rate needless. */
const registersOf: Readonly<Record<string, readonly string[]>> = {
  active_power: ["active_energy_import", "active_energy_export", "active_energy_total"],
  water_flow: ["water_volume"],
  gas_flow: ["gas_volume"],
};

/** What lies further apart is not bridged. */
const longestBridgeMs = 400 * 24 * 3_600_000;

/** Output 0: closed intervals. Output 1: the running ones, version 0, where they are wanted. */
const closedPort = 0;
const runningPort = 1;

/** Turns readings into aligned intervals. One key per meter. */
export const accumulator: StepModule<AccumulatorConfig, AccumulatorState> = {
  name: "energy-accumulator",
  stateVersion: 1,
  parseConfig: parseAccumulatorConfig,
  keyOf: (message: Message) => (message.kind === "reading" ? `${message.site}/${message.meter}` : undefined),
  initialState: () => ({ series: {} }),
  step(config, state, input: StepInput): StepResult<AccumulatorState> {
    if (input.message.kind !== "reading") {
      return { state, outputs: [], status: { code: "counting" } };
    }
    return count(config, state, input.message);
  },
};

function count(config: AccumulatorConfig, state: AccumulatorState, reading: Reading): StepResult<AccumulatorState> {
  if (reading.quality === "bad") return { state, outputs: [], status: { code: "doubtful" } };
  const series: Record<string, Series> = { ...state.series };
  const outputs: StepOutput[] = [];
  const errors: EnergyError[] = [];
  let doubtful = false;

  const advance = (quantity: string, next: Omit<Series, "open">, increment: Increment | undefined): void => {
    if (increment && increment.to - increment.from > longestBridgeMs) {
      // A clock that stood at 1970, most likely: decades of intervals would help nobody.
      const detail = `${reading.meter} was last read ${new Date(increment.from).toISOString()}; counting begins anew`;
      errors.push(new EnergyError("MESSAGE_INVALID", { place: "at", detail }));
      series[quantity] = { ...next, open: bookAll(config, undefined, reading.at, undefined).open };
      return;
    }
    const booked = bookAll(config, series[quantity], reading.at, increment);
    series[quantity] = { ...next, open: booked.open };
    for (const interval of booked.closed) {
      outputs.push({ port: closedPort, payload: toInterval(reading, quantity, interval, 1) });
    }
    if (!increment || !config.running) return;
    for (const { step } of config.grids) {
      const running = close(booked.open[step] as OpenInterval);
      outputs.push({ port: runningPort, payload: toInterval(reading, quantity, running, 0), transient: true });
    }
  };

  for (const [quantity, value] of Object.entries(reading.values)) {
    if (!config.quantities.has(quantity)) continue;
    if (!Number.isFinite(value) || value < 0) {
      errors.push(
        new EnergyError("MESSAGE_INVALID", { place: quantity, detail: `register of ${reading.meter} is ${value}` }),
      );
      continue;
    }
    const { track, increment } = trackRegister(series[quantity]?.register, reading.at, value, config.maxGapMs);
    doubtful ||= track.doubt !== undefined;
    advance(quantity, { register: track }, increment);
  }

  for (const { rate, sign, register, rateHours } of rates) {
    const value = reading.values[rate];
    if (value === undefined || !config.quantities.has(register)) continue;
    if (registersOf[rate]?.some((name) => series[name]?.register !== undefined)) continue;
    const clipped = Math.max(0, value * sign);
    const before = series[register]?.power;
    // A meter that never feeds in gets no series of zeros.
    if (sign < 0 && clipped === 0 && !before) continue;
    const { track, increment } = integrateRate(before, reading.at, clipped, config.maxGapMs, rateHours);
    advance(register, { power: track }, increment);
  }

  return { state: { series }, outputs, errors, status: { code: doubtful ? "doubtful" : "counting" } };
}

function bookAll(config: AccumulatorConfig, before: Series | undefined, at: number, increment: Increment | undefined) {
  const open: Record<string, OpenInterval> = {};
  const closed: ClosedInterval[] = [];
  for (const grid of config.grids) {
    const current = before?.open[grid.step] ?? openAt(grid, increment?.from ?? at);
    if (!increment) {
      open[grid.step] = current;
      continue;
    }
    const booked = book(grid, current, increment);
    open[grid.step] = booked.open;
    for (const interval of booked.closed) closed.push(interval);
  }
  return { open, closed };
}

function toInterval(reading: Reading, quantity: string, interval: ClosedInterval, version: number): Interval {
  return {
    kind: "interval",
    site: reading.site,
    meter: reading.meter,
    quantity,
    from: interval.from,
    to: interval.to,
    amount: interval.amount,
    quality: interval.quality,
    reasons: interval.reasons,
    version,
  };
}
