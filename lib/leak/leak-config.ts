import { idSchema } from "../contract/schemas";
import { assertSchema } from "../contract/validate";
import { type CalendarModel, calendarFrom, calendarSchema, shiftAt } from "../site/calendar";
import type { SiteModel } from "../site/site-model";
import { type LeakRule, leakRuleFor, leakRuleSchema, type WrittenLeakRule } from "./leak-rule";

export interface LeakConfig {
  /** Undefined: of whichever site a message is. */
  readonly site?: string;
  readonly currency?: string;
  ruleOf(meter: string): LeakRule;
  /** Whether a shift runs where the meter is; undefined: without a calendar nobody knows. */
  isWorking(meter: string, at: number): boolean | undefined;
}

const configSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    site: idSchema,
    currency: { type: "string", pattern: "^[A-Z]{3}$" },
    timeZone: { type: "string", minLength: 1, maxLength: 60 },
    calendar: calendarSchema,
    rules: { type: "array", maxItems: 10_000, items: leakRuleSchema },
  },
} as const;

interface WrittenConfig {
  readonly site?: string;
  readonly currency?: string;
  readonly timeZone?: string;
  readonly calendar?: Readonly<Record<string, unknown>>;
  readonly rules?: readonly WrittenLeakRule[];
}

/** Throws CONFIG_INVALID. */
export function parseLeakConfig(raw: unknown): LeakConfig {
  assertSchema(configSchema, raw, "CONFIG_INVALID");
  const { site, currency, timeZone = "UTC", calendar, rules = [] } = raw as WrittenConfig;
  const model = calendar && calendarFrom(calendar);
  return {
    ...(site !== undefined && { site }),
    ...(currency !== undefined && { currency }),
    ruleOf: rulesFrom(rules),
    isWorking: (_meter, at) => model && shiftAt(model, timeZone, at) !== undefined,
  };
}

/** Every meter of a plant; its machine's calendar says when it may rest, else its site's. */
export function leakConfigOf(site: SiteModel, rules: readonly WrittenLeakRule[]): LeakConfig {
  const calendars = new Map(site.meters.map(({ id, machine }) => [id, calendarOf(site, machine)]));
  return {
    site: site.id,
    currency: site.currency,
    ruleOf: rulesFrom(rules),
    isWorking(meter, at) {
      const calendar = calendars.get(meter);
      return calendar && shiftAt(calendar, site.timeZone, at) !== undefined;
    },
  };
}

function calendarOf(
  { machines, calendars, calendar }: SiteModel,
  machine: string | undefined,
): CalendarModel | undefined {
  const id = machines.find((one) => one.id === machine)?.calendar ?? calendar;
  return calendars.find((one) => one.id === id);
}

/** Each meter's rule is put together once. */
function rulesFrom(rules: readonly WrittenLeakRule[]): LeakConfig["ruleOf"] {
  const known = new Map<string, LeakRule>();
  return (meter) => {
    const rule = known.get(meter) ?? leakRuleFor(meter, rules);
    known.set(meter, rule);
    return rule;
  };
}
