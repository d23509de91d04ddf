import { EnergyError } from "../contract/error";
import type { MeterEvent, Reading } from "../contract/messages";
import { type CounterTrack, timeOfCount, trackCounter } from "../metering/pulses/counter-track";
import { toNumber } from "../metering/pulses/fraction";
import { PulseFlow } from "../metering/pulses/pulse-flow";
import { PulseLimit } from "../metering/pulses/pulse-limit";
import {
  freshTotal,
  indexOf,
  type PulseTotal,
  resumedTotal,
  withIndex,
  withPulses,
} from "../metering/pulses/pulse-total";
import { pulseQuantities } from "../metering/pulses/pulse-value";
import { canonicalIndex, type PulsePoint } from "./pulse-point";

/** What is kept of a pulse meter between runs; JSON. */
export interface KeptPulses {
  readonly total: PulseTotal;
  readonly counter?: CounterTrack;
}

/** A time on both clocks: `at` in ms UTC, `steady` on one that never jumps, by which the flow is taken. */
export interface Moment {
  readonly at: number;
  readonly steady: number;
}

export interface PulseReading {
  readonly reading: Reading;
  /** What makes the reading uncertain. */
  readonly warning?: EnergyError;
}

/**
 * Counts the pulses of one meter: arithmetic only. Pulses may come before the stored total is known; they
 * are added to it then.
 */
export class PulseSession {
  readonly point: PulsePoint;
  readonly #limit: PulseLimit;
  #flow: PulseFlow;
  #total: PulseTotal | undefined;
  #counter: CounterTrack | undefined;
  #kept: KeptPulses | undefined;
  /** Pulses counted before the stored total was known. */
  #early = 0;
  /** Since the last reading at the cadence. */
  #tooFast = 0;
  #missed = 0;
  #interrupted = false;

  constructor(point: PulsePoint, steady: number) {
    this.point = point;
    this.#limit = new PulseLimit(point.source.maxPerMinute, point.source.driver === "message");
    this.#flow = this.#newFlow(steady);
  }

  /** The stored total, or that there is none. Called once. */
  resume(kept: KeptPulses | undefined): void {
    const total = kept ? resumedTotal(kept.total, this.point) : freshTotal(this.point);
    this.#total = withPulses(total, this.#early);
    this.#counter = kept?.counter;
  }

  /** What to keep; undefined until the stored total is known. A new object after every change. */
  get kept(): KeptPulses | undefined {
    if (!this.#total) return undefined;
    if (this.#kept?.total !== this.#total || this.#kept.counter !== this.#counter) {
      this.#kept = { total: this.#total, ...(this.#counter && { counter: this.#counter }) };
    }
    return this.#kept;
  }

  /** `pulses` came until `steady`. */
  pulses(pulses: number, steady: number): void {
    const counted = this.#limit.take(pulses, steady);
    this.#tooFast += pulses - counted;
    if (counted === 0) return;
    if (this.#total) this.#total = withPulses(this.#total, counted);
    else this.#early += counted;
    this.#flow.take(counted, steady);
  }

  /** Edges of the line of which nothing else is known. */
  missed(edges: number): void {
    this.#missed += edges;
  }

  /** Nobody watched until `steady`: pulses may be missing, and the time between the next ones and the last says nothing. */
  interrupt(steady: number): void {
    this.#interrupted = true;
    this.#flow = this.#newFlow(steady);
  }

  /** Another device has counted to `count`; `at` where it told the time, ms UTC. */
  count(count: number, now: Moment, at?: number): void {
    this.#known();
    const time = at ?? timeOfCount(this.#counter, now.at);
    const { track, pulses } = trackCounter(this.#counter, time, count, this.point.source.counterBits);
    this.#counter = track;
    this.pulses(pulses, now.steady - (now.at - (at ?? now.at)));
  }

  /** Someone has read the meter: the index, in the unit of its dial, holds from now on. */
  setIndex(index: number, at: number): MeterEvent {
    const total = this.#known();
    const { site, meter, source } = this.point;
    const { register, unit } = pulseQuantities[source.medium];
    const canonical = canonicalIndex(source, index);
    this.#total = withIndex(total, canonical);
    const facts = { quantity: register, unit, before: indexOf(total), after: toNumber(canonical) };
    return { kind: "event", site, meter, at, event: "manual", ...facts };
  }

  /** `regular`: at the cadence, which begins anew what is said of the pulses since. */
  reading({ at, steady }: Moment, regular: boolean): PulseReading {
    const { site, meter, source, value } = this.point;
    const { register, gauge, per } = pulseQuantities[source.medium];
    const rate = this.#flow.rate(steady);
    const values = {
      [register]: indexOf(this.#known()),
      ...(rate !== undefined && { [gauge]: rate * per * toNumber(value) }),
    };
    const warning = this.#warning();
    const reason = warning?.code ?? (this.#interrupted ? "interrupted" : undefined);
    const reading: Reading = {
      kind: "reading",
      site,
      meter,
      at,
      values,
      ...(reason ? { quality: "uncertain", reason } : { quality: "good" }),
    };
    if (regular) {
      this.#flow.beginWindow();
      this.#tooFast = 0;
      this.#missed = 0;
      this.#interrupted = false;
    }
    return warning ? { reading, warning } : { reading };
  }

  #warning(): EnergyError | undefined {
    const { meter, source } = this.point;
    if (this.#missed > 0) return new EnergyError("PULSES_MISSED", { meter, count: this.#missed });
    if (this.#tooFast === 0) return undefined;
    return new EnergyError("PULSES_TOO_FAST", { meter, count: this.#tooFast, limit: source.maxPerMinute ?? 0 });
  }

  #newFlow(steady: number): PulseFlow {
    return new PulseFlow(this.point.source.standstillSeconds * 1000, steady);
  }

  #known(): PulseTotal {
    if (!this.#total) throw new EnergyError("PULSES_UNKNOWN", { meter: this.point.meter });
    return this.#total;
  }
}
