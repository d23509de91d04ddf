import type { MeterPoint } from "../acquire/meter-point";
import { type MeterReading, MeterSession } from "../acquire/meter-session";
import { type BusLease, leaseBus } from "./modbus/bus-pool";
import type { ProfileLibrary } from "./profiles";

/** A meter that can be read: its session on its share of the bus. */
export class MeteredPoint {
  readonly point: MeterPoint;
  readonly #session: MeterSession;
  readonly #lease: BusLease;

  /** Opens nothing. Throws PROFILE_UNKNOWN, PROFILE_INVALID or CONFIG_INVALID. */
  constructor(point: MeterPoint, profiles: ProfileLibrary) {
    this.point = point;
    this.#session = new MeterSession(point, profiles.get(point.profile, point.meter));
    this.#lease = leaseBus(point.bus);
  }

  /** Rejects with BUS_… or METER_… . */
  read(): Promise<MeterReading> {
    return this.#lease.bus.turn(this.point.bus.timeoutMs, (ask) => this.#session.read(ask, Date.now));
  }

  release(): void {
    this.#lease.release();
  }
}
