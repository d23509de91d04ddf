import { between } from "./chance";

/** The electric supply at one place: phase voltages drift over minutes and hours, the grid's frequency within seconds. */
export interface Supply {
  /** Line to neutral, V. */
  readonly volts: readonly [number, number, number];
  readonly hertz: number;
}

const minuteMs = 60_000;

const sine = (at: number, periodMs: number, phase: number): number => Math.sin((2 * Math.PI * at) / periodMs + phase);

/** Deterministic by seed and time (ms UTC); stays within EN 50160 (230 V ± 10 %, 50 Hz ± 1 %). */
export function supplyAt(seed: number, at: number): Supply {
  const phaseVolts = (phase: number): number => {
    const shift = between(seed, phase, 0, 6);
    const offset = between(seed, 10 + phase, -1.5, 1.5);
    return 231 + offset + 2.2 * sine(at, 173 * minuteMs, shift) + 0.7 * sine(at, 11 * minuteMs, 2 * shift);
  };
  return {
    volts: [phaseVolts(0), phaseVolts(1), phaseVolts(2)],
    hertz: 50 + 0.015 * sine(at, 7 * minuteMs, 0) + 0.008 * sine(at, 47_000, 1),
  };
}
