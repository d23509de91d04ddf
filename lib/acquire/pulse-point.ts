import { idSchema } from "../contract/schemas";
import { assertSchema } from "../contract/validate";
import { type Fraction, fractionOf, times } from "../metering/pulses/fraction";
import { pulseValue, unitValue } from "../metering/pulses/pulse-value";
import { type PulseSource, pulseSchema, pulseSourceFrom } from "../site/pulse-source";
import { isPulseMeter, type SiteModel } from "../site/site-model";

/** One meter whose pulses are counted. */
export interface PulsePoint {
  readonly site: string;
  readonly meter: string;
  /** Cadence of its readings. */
  readonly intervalMs: number;
  readonly source: PulseSource;
  /** Worth of one pulse in the canonical unit. */
  readonly value: Fraction;
  /** In the canonical unit. */
  readonly startIndex: Fraction;
}

/** Every pulse meter of the plant. */
export function sitePulsePoints(model: SiteModel): PulsePoint[] {
  return model.meters
    .filter(isPulseMeter)
    .map(({ id, intervalSeconds, pulse }) => pointOf(model.id, id, intervalSeconds, pulse));
}

const inlineSchema = {
  type: "object",
  required: ["site", "meter", "intervalSeconds", "pulse"],
  additionalProperties: false,
  properties: {
    site: idSchema,
    meter: idSchema,
    intervalSeconds: { type: "number", minimum: 0.1, maximum: 86_400 },
    pulse: pulseSchema,
  },
} as const;

/** One meter as written in a node's own dialog. Throws CONFIG_INVALID. */
export function inlinePulsePoint(raw: unknown): PulsePoint {
  assertSchema(inlineSchema, raw, "CONFIG_INVALID");
  const { site, meter, intervalSeconds, pulse } = raw as {
    site: string;
    meter: string;
    intervalSeconds: number;
    pulse: PulseSource;
  };
  return pointOf(site, meter, intervalSeconds, pulseSourceFrom(pulse));
}

/** An index as people read it off the meter, in the canonical unit. */
export function canonicalIndex(source: PulseSource, index: number): Fraction {
  return times(fractionOf(index), unitValue(source));
}

function pointOf(site: string, meter: string, intervalSeconds: number, source: PulseSource): PulsePoint {
  const value = pulseValue(source);
  const startIndex = canonicalIndex(source, source.startIndex);
  return { site, meter, intervalMs: intervalSeconds * 1000, source, value, startIndex };
}
