import { EnergyError } from "../contract/error";
import {
  type PulseMedium,
  type PulsePlate,
  type PulseUnit,
  pulseMedia,
  pulseQuantities,
  pulseUnits,
  pulseValue,
} from "../metering/pulses/pulse-value";

const pulseDrivers = ["gpiomon", "rpio", "message"] as const;
const biases = ["as-is", "pull-up", "pull-down", "disabled"] as const;
export type Bias = (typeof biases)[number];

/** Where a meter's pulses come from and what they are worth, with its defaults filled in. */
export interface PulseSource extends PulsePlate {
  /** `gpiomon`: counted in the kernel by libgpiod; `rpio`: by that package; `message`: by messages to the node. */
  readonly driver: (typeof pulseDrivers)[number];
  readonly chip: string;
  /** GPIO line; absent where the pulses come by message. */
  readonly line?: number;
  readonly bias: Bias;
  /** The edge with which a pulse begins: falling for a contact to ground. */
  readonly edge: "falling" | "rising";
  readonly debounceMs: number;
  /** Index of the meter when counting begins, in `unit`. */
  readonly startIndex: number;
  /** Without a pulse for this long nothing flows. */
  readonly standstillSeconds: number;
  /** More pulses are noise and are not counted; absent: no limit. */
  readonly maxPerMinute?: number;
  /** Width of the counter of a device that sends its count, where it wraps. */
  readonly counterBits?: number;
}

/** The entry as written. */
export const pulseSchema = {
  type: "object",
  required: ["medium"],
  additionalProperties: false,
  properties: {
    driver: { enum: pulseDrivers },
    chip: { type: "string", pattern: "^[A-Za-z0-9/][A-Za-z0-9/_.-]{0,63}$" },
    line: { type: "integer", minimum: 0, maximum: 4095 },
    bias: { enum: biases },
    edge: { enum: ["falling", "rising"] },
    debounceMs: { type: "number", minimum: 0, maximum: 10_000 },
    medium: { enum: pulseMedia },
    unit: { enum: pulseUnits },
    pulsesPerUnit: { type: "number", exclusiveMinimum: 0, maximum: 1e9 },
    unitPerPulse: { type: "number", exclusiveMinimum: 0, maximum: 1e9 },
    startIndex: { type: "number", minimum: 0, maximum: 1e12 },
    standstillSeconds: { type: "number", minimum: 1, maximum: 86_400 },
    maxPerMinute: { type: "number", exclusiveMinimum: 0, maximum: 6_000_000 },
    counterBits: { type: "integer", minimum: 8, maximum: 48 },
  },
} as const;

/** As it passed `pulseSchema`. */
type WrittenSource = Partial<PulseSource> & { readonly medium: PulseMedium };

/** On water meters it is m³ that the dial shows. */
const usualUnits: Readonly<Record<PulseMedium, PulseUnit>> = { electricity: "kWh", water: "m³", gas: "m³" };

/** Fills in what is usual; throws CONFIG_INVALID with the property that is missing or does not fit. */
export function pulseSourceFrom(written: WrittenSource): PulseSource {
  const source: PulseSource = {
    driver: "gpiomon",
    chip: "gpiochip0",
    bias: "pull-up",
    edge: "falling",
    debounceMs: 10,
    unit: usualUnits[written.medium],
    startIndex: 0,
    standstillSeconds: 900,
    ...written,
  };
  pulseValue(source);
  if (source.driver !== "message" && source.line === undefined) {
    throw new EnergyError("CONFIG_INVALID", { place: "line", detail: "is required" });
  }
  return source;
}

/** The quantities that its readings have. */
export const quantitiesOfPulses = ({ medium }: PulseSource): readonly string[] => {
  const { register, gauge } = pulseQuantities[medium];
  return [register, gauge];
};
