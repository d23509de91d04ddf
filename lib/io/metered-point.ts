import type { MeterPoint } from "../acquire/meter-point";
import { type MeterReading, MeterSession } from "../acquire/meter-session";
import { type BusLease, leaseBus } from "./modbus/bus-pool";
import { profileFor } from "./profiles";

/** A meter that can be read: its session on its share of the bus. */
export class MeteredPoint {
  readonly point: MeterPoint;
  readonly #session: MeterSession;
  readonly #lease: BusLease;
  #running: Promise<MeterReading> | undefined;

  /** Opens no connection. Throws PROFILE_UNKNOWN, PROFILE_INVALID or CONFIG_INVALID. */
  constructor(point: MeterPoint) {
    this.point = point;
    this.#session = new MeterSession(point, profileFor(point.profile, point.meter));
    this.#lease = leaseBus(point.bus);
  }

  /** Whoever asks while it is being read gets that reading. Rejects with BUS_… or METER_… . */
  read(): Promise<MeterReading> {
    this.#running ??= this.#lease.bus
      .turn(this.point.bus.timeoutMs, (ask) => this.#session.read(ask, Date.now))
      .finally(() => {
        this.#running = undefined;
      });
    return this.#running;
  }

  release(): void {
    this.#lease.release();
  }
}
