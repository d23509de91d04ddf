import type { MeterPoint } from "../acquire/meter-point";
import type { CheckOrder } from "../commissioning/order";
import type { CheckReport } from "../contract/check-report";
import { EnergyError, toEnergyError } from "../contract/error";
import { CommissioningRun } from "./commissioning-run";

/** How the last check of a meter stands. */
export interface CheckState {
  readonly state: "running" | "done" | "failed";
  readonly seconds: number;
  /** Seconds so far. */
  readonly elapsed: number;
  readonly readings: number;
  readonly report?: CheckReport;
  readonly error?: EnergyError;
}

interface Entry {
  readonly run: CommissioningRun;
  report?: CheckReport;
  error?: EnergyError;
}

/** What is known of a meter that can be checked, besides where it is. */
export interface CheckedPoint {
  readonly point: MeterPoint;
  readonly ratedPowerKw?: number;
}

/** Meters that are being checked now, by whichever reader: two checks would halve the readings of both. */
const busy = new Set<string>();

/** Starts and remembers the checks of one reader's meters, the last of each. */
export class CheckDesk {
  readonly #points = new Map<string, CheckedPoint>();
  readonly #entries = new Map<string, Entry>();

  add(checked: CheckedPoint): void {
    this.#points.set(checked.point.meter, checked);
  }

  get meters(): string[] {
    return [...this.#points.keys()];
  }

  /** Rejects with CHECK_IMPOSSIBLE, CHECK_BUSY, CHECK_CANCELLED, PROFILE_…, or BUS_… or METER_… where no reading comes. */
  async check(meter: string, order: CheckOrder): Promise<CheckReport> {
    const checked = this.#points.get(meter);
    if (!checked) throw new EnergyError("CHECK_IMPOSSIBLE", { meter });
    const { point, ratedPowerKw } = checked;
    const key = `${point.site} ${meter}`;
    if (busy.has(key)) throw new EnergyError("CHECK_BUSY", { meter });
    const facts = { ...(ratedPowerKw !== undefined && { ratedPowerKw }), ...order.facts };
    const entry: Entry = { run: new CommissioningRun(point, { ...order, facts }) };
    this.#entries.set(meter, entry);
    busy.add(key);
    try {
      entry.report = await entry.run.report;
      return entry.report;
    } catch (thrown) {
      entry.error = toEnergyError(thrown);
      throw entry.error;
    } finally {
      busy.delete(key);
    }
  }

  /** Undefined where the meter was never checked. */
  stateOf(meter: string): CheckState | undefined {
    const entry = this.#entries.get(meter);
    if (!entry) return undefined;
    const { run, report, error } = entry;
    return {
      state: report ? "done" : error ? "failed" : "running",
      seconds: run.seconds,
      ...run.progress,
      ...(report && { report }),
      ...(error && { error }),
    };
  }

  cancel(meter: string): void {
    this.#entries.get(meter)?.run.cancel();
  }

  close(): void {
    for (const { run } of this.#entries.values()) run.cancel();
    this.#points.clear();
  }
}
