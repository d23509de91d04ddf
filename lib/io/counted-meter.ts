import type { PulsePoint } from "../acquire/pulse-point";
import { type Moment, type PulseReading, PulseSession } from "../acquire/pulse-session";
import type { EnergyError } from "../contract/error";
import { GpiomonLine } from "./gpio/gpiomon-line";
import type { PulseLine } from "./gpio/pulse-line";
import { RpioLine } from "./gpio/rpio-line";
import { steadyNow, steadyOf } from "./steady-clock";

/** A pulse meter that is being counted: its session on its GPIO line, where it has one. */
export class CountedMeter {
  readonly session: PulseSession;
  #line: PulseLine | undefined;
  #problem: EnergyError | undefined;

  constructor(point: PulsePoint) {
    this.session = new PulseSession(point, steadyNow());
  }

  /** Begins to watch its line; `failed` is told whenever that does not work. */
  watch(failed: (error: EnergyError) => void): void {
    const { driver, line, chip, bias, edge, debounceMs } = this.session.point.source;
    if (driver === "message" || line === undefined) return;
    const Line = driver === "rpio" ? RpioLine : GpiomonLine;
    this.#line = new Line(
      { chip, line, bias, debounceMs, pulseOnRise: edge === "rising" },
      {
        pulse: (steady) => this.session.pulses(1, steady),
        missed: (edges) => this.session.missed(edges),
        watching: () => {
          this.#problem = undefined;
        },
        failed: (error) => {
          this.#problem = error;
          this.session.interrupt(steadyNow());
          failed(error);
        },
      },
    );
  }

  /** Throws why its line is not watched, or PULSES_UNKNOWN. */
  read(regular: boolean): PulseReading {
    if (this.#problem) throw this.#problem;
    const at = Date.now();
    return this.session.reading(momentOf(at), regular);
  }

  async stop(): Promise<void> {
    await this.#line?.stop();
  }
}

/** A time of day (ms UTC) on both clocks. */
export const momentOf = (at: number): Moment => ({ at, steady: steadyOf(at) });
