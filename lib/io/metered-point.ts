import type { PollOutcome } from "../acquire/bus-schedule";
import { lineCost } from "../acquire/line-cost";
import type { MeterPoint } from "../acquire/meter-point";
import { type MeterReading, MeterSession, type RegisterRequest } from "../acquire/meter-session";
import type { Profile } from "../acquire/profile";
import { EnergyError, toEnergyError } from "../contract/error";
import { calibrated } from "../metering/calibration";
import type { PollTask } from "./bus-scheduler";
import { type BusLease, leaseBus } from "./modbus/bus-pool";
import { profileFor } from "./profiles";

/** Whoever wants to know what the polls of a meter bring. */
export interface MeterListener {
  online(result: MeterReading): void;
  failing(error: unknown): void;
  paced(inTime: boolean): void;
}

/** How many usual answer times a probe of a silent meter waits at least. */
const probeAnswers = 3;
const shortestProbeMs = 30;

/** A meter that can be read: its session on its share of the bus. */
export class MeteredPoint {
  readonly point: MeterPoint;
  /** Another meter that is read at the same unit id of the same bus: one of them is wrong. */
  readonly twin: string | undefined;
  readonly #profile: Profile;
  readonly #session: MeterSession;
  readonly #lease: BusLease;
  readonly #timeoutMs: number;
  readonly #ask = (request: RegisterRequest): Promise<DataView> => this.#lease.bus.read(request, this.#timeoutMs);
  #running: Promise<MeterReading> | undefined;
  #task: PollTask | undefined;

  /** Opens no connection. Throws PROFILE_UNKNOWN, PROFILE_INVALID, CONFIG_INVALID or BUS_CONFLICT. */
  constructor(point: MeterPoint) {
    this.point = point;
    this.#profile = point.ownProfile ?? profileFor(point.profile, point.meter);
    this.#session = new MeterSession(point, this.#profile);
    this.#lease = leaseBus(point.bus);
    this.twin = this.#lease.claim(point.unitId, point.meter);
    this.#timeoutMs = point.timeoutMs ?? point.bus.timeoutMs;
  }

  /** Reads everything at once. Whoever asks while that is done gets the same; rejects with BUS_… or METER_… . */
  read(): Promise<MeterReading> {
    this.#running ??= this.#lease.turns
      .once(() => this.#read())
      .finally(() => {
        this.#running = undefined;
      });
    return this.#running;
  }

  async #read(dueAt?: number): Promise<MeterReading> {
    const result = await this.#session.read(this.#ask, Date.now, dueAt);
    const { calibrations } = this.point;
    return calibrations ? { ...result, reading: calibrated(result.reading, calibrations) } : result;
  }

  /** Polls it at its interval from now on. */
  start(listener: MeterListener): void {
    const { point } = this;
    const { requestMs, registerMs } = lineCost(point.bus, this.#profile.serial);
    this.#task = {
      intervalMs: point.intervalMs,
      costMs: this.#session.costMs,
      timeoutMs: this.#timeoutMs,
      probeMs: Math.max(shortestProbeMs, probeAnswers * (requestMs + registerMs)),
      paced: (inTime) => listener.paced(inTime),
      poll: (dueAt) => this.#poll(listener, () => this.#read(dueAt)),
      probe: (patienceMs) =>
        this.#poll(listener, async () => {
          await this.#session.probe((request) => this.#askFor(request, patienceMs));
          return undefined;
        }),
    };
    this.#lease.turns.add(this.#task);
  }

  /** What is told of a silent meter is the time that it has, not that of a short look for it. */
  async #askFor(request: RegisterRequest, patienceMs: number): Promise<DataView> {
    try {
      return await this.#lease.bus.read(request, patienceMs);
    } catch (thrown) {
      const { code, params } = toEnergyError(thrown);
      if (code !== "METER_NO_ANSWER") throw thrown;
      throw new EnergyError(code, { ...params, timeoutMs: this.#timeoutMs }, { cause: thrown });
    }
  }

  /** `work` tells nothing where it only looked whether the meter is there. */
  async #poll(listener: MeterListener, work: () => Promise<MeterReading | undefined>): Promise<PollOutcome> {
    try {
      const result = await work();
      if (result) listener.online(result);
      return "read";
    } catch (thrown) {
      listener.failing(thrown);
      return toEnergyError(thrown).code.startsWith("BUS_") ? "unreachable" : "failed";
    }
  }

  release(): void {
    if (this.#task) this.#lease.turns.remove(this.#task);
    this.#lease.release();
  }
}
