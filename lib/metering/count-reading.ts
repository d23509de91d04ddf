import { EnergyError } from "../contract/error";
import type { Reading } from "../contract/messages";
import type { StepOutput } from "../step/step";
import type { AccumulatorConfig, MeterRules } from "./accumulator-config";
import { type AccumulatorState, type SeriesState, wantPast } from "./accumulator-state";
import { close } from "./interval-book";
import { type CorrectionCause, type Ledger, messageOfInterval } from "./ledger";
import { foldsOf, type MeterFolds } from "./meter-folds";
import { runningPort } from "./outputs";
import { publish } from "./publish";
import { noCurve, withPoint } from "./rate-curve";
import { countOf } from "./register-count";
import type { FoldedRegister, Shown } from "./register-fold";
import { advanced, count, emptySeries, type Fold, recount, type Series } from "./series";

const energies = ["active_energy_import", "active_energy_export", "active_energy_total"];

/** Rates that stand in for a register the meter does not have; `instead`: registers that make it needless. */
const rates = [
  { rate: "active_power", sign: 1, register: "active_energy_import", instead: energies },
  { rate: "active_power", sign: -1, register: "active_energy_export", instead: energies },
  { rate: "water_flow", sign: 1, register: "water_volume", instead: ["water_volume"] },
  { rate: "gas_flow", sign: 1, register: "gas_volume", instead: ["gas_volume"] },
] as const;

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
  const count = new ReadingCount(config, before, reading, now);
  const has = (quantity: string): boolean => quantity in before.series || quantity in reading.values;
  const folds = foldsOf(config, meter, before.facts, has);
  count.registers(folds);
  count.rates(folds);
  return count.result();
}

interface Known<F> {
  readonly series: Series<F>;
  readonly ledger: Ledger;
}

/** One reading on its way into the series. */
class ReadingCount {
  readonly #series: Record<string, SeriesState>;
  readonly #outputs: StepOutput[] = [];
  readonly #errors: EnergyError[] = [];
  #state: AccumulatorState;

  constructor(
    private readonly config: AccumulatorConfig,
    before: AccumulatorState,
    private readonly reading: Reading,
    private readonly now: number,
  ) {
    this.#state = before;
    this.#series = { ...before.series };
  }

  result(): CountedReading {
    return { state: { ...this.#state, series: this.#series }, outputs: this.#outputs, errors: this.#errors };
  }

  registers(folds: MeterFolds): void {
    const { values, meter } = this.reading;
    for (const [quantity, value] of Object.entries(values)) {
      if (!this.config.quantities.has(quantity)) continue;
      if (countOf(value) === undefined) {
        this.#refuse(quantity, `register of ${meter} is ${value}`);
        continue;
      }
      const known = asRegister(this.#series[quantity]);
      const { fold } = folds.register(quantity);
      this.#series[quantity] = { kind: "register", ...this.#take(quantity, known, value, fold) };
    }
  }

  /** Rates of what has no register; of what has one they say its course where it was not read. */
  rates(folds: MeterFolds): void {
    for (const { rate, sign, register, instead } of rates) {
      const value = this.reading.values[rate];
      if (value === undefined || !this.config.quantities.has(register)) continue;
      const known = this.#series[register];
      const clipped = Math.max(0, value * sign);
      if (known?.kind === "register") {
        if (register in this.reading.values) continue;
        const drawn = this.#withRate(register, known, clipped, folds.register(register).fold);
        this.#series[register] = { kind: "register", ...drawn };
        continue;
      }
      if (instead.some((name) => this.#series[name]?.kind === "register")) continue;
      // A meter that never feeds in gets no series of zeros.
      if (sign < 0 && clipped === 0 && !known) continue;
      const taken = this.#take(register, known ?? fresh, clipped, folds.power(register));
      this.#series[register] = { kind: "power", ...taken };
    }
  }

  /** A rate between two values of a register. One that comes late divides again what was counted around it. */
  #withRate<F>(quantity: string, known: Known<F>, rate: number, fold: Fold<F>): Known<F> {
    const { at } = this.reading;
    const { head, anchorAt } = known.series;
    const series = { ...known.series, curve: withPoint(known.series.curve, at, rate) };
    if (head === undefined || at >= fold.believedTo(head)) return { ...known, series };
    if (at <= anchorAt) {
      this.#state = wantPast(this.#state, { from: at, to: at, cause: "late-reading", refines: true });
      return known;
    }
    const counted = recount(series, fold, this.config);
    const { ledger, outputs } = publish(this.reading, quantity, known.ledger, counted, "late-reading");
    for (const output of outputs) this.#outputs.push(output);
    return { series: counted.series, ledger };
  }

  #take<F>(quantity: string, known: Known<F>, value: number, fold: Fold<F>): Known<F> {
    const { config, reading, now } = this;
    const { at } = reading;
    const series = this.#begun(known.series, fold);
    if (!series) return known;
    const shown: Shown = reading.quality === "uncertain" ? { at, value, uncertain: true } : { at, value };
    const counted = count(series, shown, fold, config);
    if (counted === "late") {
      this.#state = wantPast(this.#state, { from: at, to: at, cause: "late-reading" });
      return known;
    }
    if (!counted) return known;
    const { ledger, outputs } = publish(reading, quantity, known.ledger, counted, causeOf(series, counted.anew, at));
    for (const output of outputs) this.#outputs.push(output);
    if (counted.reach !== undefined) {
      this.#state = wantPast(this.#state, { from: counted.reach, to: at, cause: "confirmed" });
    }
    if (counted.contested)
      this.#state = wantPast(this.#state, { from: at, to: at, cause: "late-reading", refines: true });
    if (config.running && !counted.anew) this.#showRunning(quantity, counted.series);
    return { series: advanced(counted.series, fold, config, now), ledger };
  }

  /** The series to go on with: a new one after a clock that stood at 1970, none for a reading of another age. */
  #begun<F>(series: Series<F>, fold: Fold<F>): Series<F> | undefined {
    const { at, meter } = this.reading;
    const { head } = series;
    if (head === undefined || at - fold.believedTo(head) <= longestBridgeMs) return series;
    // Decades of intervals would help nobody.
    const last = `${meter} was last read ${new Date(fold.believedTo(head)).toISOString()}`;
    const isFuture = at > this.now + longestBridgeMs;
    this.#refuse("at", `${last}; ${isFuture ? "this reading is not counted" : "counting begins anew"}`);
    return isFuture ? undefined : emptySeries;
  }

  #showRunning(quantity: string, { books }: Series<unknown>): void {
    for (const { step } of this.config.grids) {
      const open = books?.[step];
      if (!open) continue;
      const payload = messageOfInterval(this.reading, quantity, close(open), 0);
      this.#outputs.push({ port: runningPort, payload, transient: true });
    }
  }

  #refuse(place: string, detail: string): void {
    this.#errors.push(new EnergyError("MESSAGE_INVALID", { place, detail }));
  }
}

const fresh: Known<never> = { series: emptySeries, ledger: {} };

/** A register that appears where power was counted goes on in the same intervals. */
function asRegister(known: SeriesState | undefined): Known<FoldedRegister> {
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
