import { idSchema } from "../contract/schemas";
import { assertSchema } from "../contract/validate";
import { type DriftRule, driftRuleFor, driftRuleSchema, type WrittenDriftRule } from "./drift-rule";

export interface DriftConfig {
  /** Undefined: of whichever site an interval is. */
  readonly site?: string;
  readonly timeZone: string;
  readonly rules: readonly WrittenDriftRule[];
}

const configSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    site: idSchema,
    timeZone: { type: "string", minLength: 1, maxLength: 64 },
    rules: { type: "array", maxItems: 10_000, items: driftRuleSchema },
  },
} as const;

/** Throws CONFIG_INVALID. */
export function parseDriftConfig(raw: unknown): DriftConfig {
  assertSchema(configSchema, raw, "CONFIG_INVALID");
  const { timeZone = "UTC", rules = [], site } = raw as Partial<DriftConfig>;
  return { ...(site !== undefined && { site }), timeZone, rules };
}

export const ruleOf = ({ rules }: DriftConfig, meter: string): DriftRule => driftRuleFor(meter, rules);

/** The meter of the outdoor temperature that rules name: machines that share one share a key. */
export function groupOf(config: DriftConfig, meter: string): string {
  const weather = isWeather(config, meter) ? meter : ruleOf(config, meter).temperatureMeter;
  return weather === undefined ? meter : `weather:${weather}`;
}

export const isWeather = ({ rules }: DriftConfig, meter: string): boolean =>
  rules.some(({ temperatureMeter }) => temperatureMeter === meter);
