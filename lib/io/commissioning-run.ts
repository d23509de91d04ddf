import { setTimeout as sleep } from "node:timers/promises";
import type { MeterPoint } from "../acquire/meter-point";
import type { Profile } from "../acquire/profile";
import { check } from "../commissioning/check";
import type { CheckOrder } from "../commissioning/order";
import { looksWrong, otherWordOrder } from "../commissioning/word-order";
import type { CheckReport } from "../contract/check-report";
import { EnergyError, type ErrorCode, toEnergyError } from "../contract/error";
import type { Reading } from "../contract/messages";
import { MeteredPoint } from "./metered-point";
import { profileFor } from "./profiles";

/** No meter renews its values faster, and the production readings keep their share of the bus. */
const betweenReadingsMs = 1000;
/** A meter that has not answered so often will not be judged. */
const mostSilences = 3;

/** One commissioning check: reads everything the meter has, once a second, beside its polls, and judges it. */
export class CommissioningRun {
  readonly meter: string;
  readonly seconds: number;
  /** Rejects with CHECK_CANCELLED, or with BUS_… or METER_… where the meter gives no reading. */
  readonly report: Promise<CheckReport>;
  readonly #point: MeterPoint;
  readonly #profile: Profile;
  readonly #readings: Reading[] = [];
  readonly #failures: ErrorCode[] = [];
  readonly #abort = new AbortController();
  readonly #begun = performance.now();

  /** Throws PROFILE_UNKNOWN or PROFILE_INVALID. */
  constructor(point: MeterPoint, order: CheckOrder) {
    // The check needs more than what is wanted of the meter from day to day.
    const { quantities: _wanted, cadence: _paced, ...whole } = point;
    this.#point = whole;
    this.#profile = point.ownProfile ?? profileFor(point.profile, point.meter);
    this.meter = point.meter;
    this.seconds = order.seconds;
    this.report = this.#run(order);
  }

  get progress(): { readonly elapsed: number; readonly readings: number } {
    return { elapsed: (performance.now() - this.#begun) / 1000, readings: this.#readings.length };
  }

  cancel(): void {
    this.#abort.abort();
  }

  async #run({ facts }: CheckOrder): Promise<CheckReport> {
    const metered = new MeteredPoint(this.#point);
    try {
      await this.#observe(metered);
    } finally {
      metered.release();
    }
    const [first] = this.#readings;
    const otherwise = first && looksWrong(first.values, this.#profile) ? await this.#readOtherwise() : undefined;
    const { calibrations } = this.#point;
    const observed = { readings: this.#readings, failures: this.#failures, calibrations };
    return check({ ...observed, ...(otherwise && { otherwise }) }, this.#profile, facts);
  }

  async #observe(metered: MeteredPoint): Promise<void> {
    for (let turn = 0; turn * betweenReadingsMs <= this.seconds * 1000; turn++) {
      await this.#until(turn * betweenReadingsMs);
      try {
        this.#readings.push((await metered.read()).reading);
      } catch (thrown) {
        const error = toEnergyError(thrown);
        this.#failures.push(error.code);
        if (this.#readings.length === 0 && this.#failures.length >= mostSilences) throw error;
      }
      // A reading that takes longer than its second leaves out the next ones.
      turn = Math.max(turn, Math.floor((performance.now() - this.#begun) / betweenReadingsMs));
    }
    if (this.#readings.length === 0)
      throw new EnergyError("METER_NO_VALUES", { meter: this.meter, profile: this.#profile.id });
  }

  async #until(dueMs: number): Promise<void> {
    const { signal } = this.#abort;
    try {
      await sleep(Math.max(0, this.#begun + dueMs - performance.now()), undefined, { signal });
    } catch {
      throw new EnergyError("CHECK_CANCELLED", { meter: this.meter });
    }
  }

  /** What the same registers say in the other word order; a meter that fails just now leaves the question open. */
  async #readOtherwise(): Promise<Reading["values"] | undefined> {
    const metered = new MeteredPoint({ ...this.#point, ownProfile: otherWordOrder(this.#profile) });
    try {
      return (await metered.read()).reading.values;
    } catch (thrown) {
      this.#failures.push(toEnergyError(thrown).code);
      return undefined;
    } finally {
      metered.release();
    }
  }
}
