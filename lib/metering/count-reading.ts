import { EnergyError } from "../contract/error";
import type { Reading } from "../contract/messages";
import type { StepOutput } from "../step/step";
import type { AccumulatorConfig, MeterRules } from "./accumulator-config";
import { type AccumulatorState, type SeriesState, wantPast } from "./accumulator-state";
import { close } from "./interval-book";
import { type CorrectionCause, type Ledger, messageOfInterval } from "./ledger";
import { foldsOf } from "./meter-folds";
import { runningPort } from "./outputs";
import type { PowerTrack } from "./power-track";
import { publish } from "./publish";
import { noCurve, withPoint } from "./rate-curve";
import { countOf } from "./register-count";
import type { FoldedRegister, Shown } from "./register-fold";
import { advanced, count, emptySeries, type Fold, type Series } from "./series";

/** Rates that stand in for a register the meter does not have. */
const rates = [
  { rate: "active_power", sign: 1, register: "active_energy_import" },
  { rate: "active_power", sign: -1, register: "active_energy_export" },
  { rate: "water_flow", sign: 1, register: "water_volume" },
  { rate: "gas_flow", sign: 1, register: "gas_volume" },
] as const;

/** Registers that make integrating a rate needless. */
const registersOf: Readonly<Record<string, readonly string[]>> = {
  active_power: ["active_energy_import", "active_energy_export", "active_energy_total"],
  water_flow: ["water_volume"],
  gas_flow: ["gas_volume"],
};

/** What lies further apart is not bridged. */
const longestBridgeMs = 400 * 24 * 3_600_000;

export interface CountedReading {
  readonly state: AccumulatorState;
  readonly outputs: readonly StepOutput[];
  readonly errors: readonly EnergyError[];
}

/** Takes one reading into the series of its meter. */
export function countReading(
  config: AccumulatorConfig,
  meter: MeterRules,
  before: AccumulatorState,
  reading: Reading,
  now: number,
): CountedReading {
  const series: Record<string, SeriesState> = { ...before.series };
  const outputs: StepOutput[] = [];
  const errors: EnergyError[] = [];
  const folds = foldsOf(config, meter, before.facts, (quantity) => quantity in series || quantity in reading.values);
  const { at } = reading;
  const shownAs = (value: number): Shown =>
    reading.quality === "uncertain" ? { at, value, uncertain: true } : { at, value };
  let state = before;

  const take = <F>(quantity: string, known: { series: Series<F>; ledger: Ledger }, value: Shown, fold: Fold<F>) => {
    let current = known.series;
    const { head } = current;
    if (head !== undefined && at - fold.believedTo(head) > longestBridgeMs) {
      // A clock that stood at 1970, most likely: decades of intervals would help nobody.
      const detail = `${reading.meter} was last read ${new Date(fold.believedTo(head)).toISOString()}; counting begins anew`;
      errors.push(new EnergyError("MESSAGE_INVALID", { place: "at", detail }));
      current = emptySeries;
    }
    const counted = count(current, value, fold, config);
    if (counted === "late") {
      state = wantPast(state, { from: at, to: at, cause: "late-reading" });
      return known;
    }
    if (!counted) return known;
    const cause = causeOf(current, counted.anew, at);
    const published = publish(reading, quantity, known.ledger, counted, cause);
    outputs.push(...published.outputs);
    if (counted.reach !== undefined) state = wantPast(state, { from: counted.reach, to: at, cause: "confirmed" });
    if (config.running && !counted.anew && counted.series.books) {
      for (const { step } of config.grids) {
        const open = counted.series.books[step];
        if (!open) continue;
        const payload = messageOfInterval(reading, quantity, close(open), 0);
        outputs.push({ port: runningPort, payload, transient: true });
      }
    }
    return { series: advanced(counted.series, fold, config, now), ledger: published.ledger };
  };

  for (const [quantity, value] of Object.entries(reading.values)) {
    if (!config.quantities.has(quantity)) continue;
    if (countOf(value) === undefined) {
      const detail = `register of ${reading.meter} is ${value}`;
      errors.push(new EnergyError("MESSAGE_INVALID", { place: quantity, detail }));
      continue;
    }
    const known = asRegister(series[quantity]);
    series[quantity] = {
      kind: "register",
      ...take<FoldedRegister>(quantity, known, shownAs(value), folds.register(quantity).fold),
    };
  }

  for (const { rate, sign, register } of rates) {
    const value = reading.values[rate];
    if (value === undefined || !config.quantities.has(register)) continue;
    const counted = series[register];
    if (counted?.kind === "register" && !(register in reading.values)) {
      // The register is read more rarely: its course in between is the rate's.
      const curve = withPoint(counted.series.curve, at, Math.max(0, value * sign));
      series[register] = { ...counted, series: { ...counted.series, curve } };
    }
    if (registersOf[rate]?.some((name) => series[name]?.kind === "register")) continue;
    const clipped = Math.max(0, value * sign);
    const known = series[register];
    // A meter that never feeds in gets no series of zeros.
    if (sign < 0 && clipped === 0 && !known) continue;
    if (known?.kind === "register") continue;
    series[register] = {
      kind: "power",
      ...take<PowerTrack>(register, known ?? fresh, shownAs(clipped), folds.power(register)),
    };
  }
  return { state: { ...state, series }, outputs, errors };
}

const fresh = { series: emptySeries, ledger: {} as Ledger };

/** A register that appears where power was counted goes on in the same intervals. */
function asRegister(known: SeriesState | undefined): { series: Series<FoldedRegister>; ledger: Ledger } {
  if (!known) return fresh;
  if (known.kind === "register") return known;
  const { head, books } = known.series;
  if (!head || !books) return fresh;
  return {
    series: { anchorAt: head.at, anchorBooks: books, books, values: [], calmFrom: 0, curve: noCurve },
    ledger: known.ledger,
  };
}

function causeOf({ values, anchorAt }: Series<unknown>, anew: boolean, at: number): CorrectionCause {
  const newest = values.length === 0 ? anchorAt : (values[values.length - 3] as number);
  if (at > newest || !anew) return "confirmed";
  return values.some((value, index) => index % 3 === 0 && value === at) ? "corrected-reading" : "late-reading";
}
