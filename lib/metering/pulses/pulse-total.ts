import { type Fraction, fraction, fromText, plus, times, toNumber, toText } from "./fraction";

/** Version of `PulseTotal` as it is stored. */
export const pulseTotalVersion = 1;

/**
 * The total of one pulse meter, as it is stored: JSON only, exact. The index is that of the last time
 * it was set, plus what the pulses since then are worth.
 */
export interface PulseTotal {
  /** All pulses ever counted here. */
  readonly pulses: number;
  /** Index in the canonical unit when `pulses` stood at `setAtPulses`, as `n/d`. */
  readonly setIndex: string;
  readonly setAtPulses: number;
  /** Worth of one pulse in the canonical unit, as `n/d`. */
  readonly value: string;
  /** Start index of the configuration that has already been taken over, as `n/d`. */
  readonly startIndex: string;
}

/** Both in the canonical unit. */
export interface TotalConfig {
  readonly value: Fraction;
  readonly startIndex: Fraction;
}

export function freshTotal(config: TotalConfig): PulseTotal {
  const startIndex = toText(config.startIndex);
  return { pulses: 0, setIndex: startIndex, setAtPulses: 0, value: toText(config.value), startIndex };
}

/**
 * A stored total under today's configuration. A new pulse value holds for the pulses to come: those
 * counted keep their worth. A start index that was changed in the configuration is the index from now on.
 */
export function resumedTotal(stored: PulseTotal, config: TotalConfig): PulseTotal {
  const value = toText(config.value);
  const startIndex = toText(config.startIndex);
  const revalued = stored.value === value ? stored : { ...withIndex(stored, exactIndex(stored)), value };
  return stored.startIndex === startIndex ? revalued : { ...withIndex(revalued, config.startIndex), startIndex };
}

export function withPulses(total: PulseTotal, pulses: number): PulseTotal {
  return { ...total, pulses: total.pulses + pulses };
}

/** Someone has read the meter: its index (canonical unit) holds from here on. */
export function withIndex(total: PulseTotal, index: Fraction): PulseTotal {
  return { ...total, setIndex: toText(index), setAtPulses: total.pulses };
}

/** In the canonical unit. */
export function indexOf(total: PulseTotal): number {
  return toNumber(exactIndex(total));
}

function exactIndex({ pulses, setIndex, setAtPulses, value }: PulseTotal): Fraction {
  const since = fraction(BigInt(pulses - setAtPulses), 1n);
  return plus(fromText(setIndex), times(since, fromText(value)));
}
