import { EnergyError } from "../contract/error";
import { idSchema } from "../contract/schemas";
import { assertSchema } from "../contract/validate";
import { noUsePrice, type UsePrice, usePriceOf } from "../costing/use-price";
import { type CalendarModel, calendarFrom, calendarSchema, shiftAt } from "../site/calendar";
import { mediumOf } from "../site/medium";
import type { SiteModel } from "../site/site-model";
import { type LeakRule, leakRuleFor, leakRuleSchema, type MeantLeakRule, type WrittenLeakRule } from "./leak-rule";

export interface LeakConfig {
  /** Undefined: of whichever site a message is. */
  readonly site?: string;
  readonly currency?: string;
  /** By the tariffs of the site, for meters whose rule has none. */
  readonly priceOf: UsePrice;
  ruleOf(meter: string): LeakRule;
  /** Whether a rule waits for this meter's power to be low. */
  isOfMachine(meter: string): boolean;
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
    priceOf: noUsePrice,
    ...rulesFrom(rules, noMachine),
    isWorking: (_meter, at) => model && shiftAt(model, timeZone, at) !== undefined,
  };
}

/** Every meter of a plant; its machine's calendar says when it may rest, else its site's. */
export function leakConfigOf(site: SiteModel, rules: readonly WrittenLeakRule[]): LeakConfig {
  const calendars = new Map(site.meters.map(({ id, machine }) => [id, calendarOf(site, machine)]));
  return {
    site: site.id,
    currency: site.currency,
    priceOf: usePriceOf(site),
    ...rulesFrom(rules, (machine) => powerMeterOf(site, machine)),
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
function rulesFrom(
  written: readonly WrittenLeakRule[],
  meterOf: (machine: string) => string,
): Pick<LeakConfig, "ruleOf" | "isOfMachine"> {
  const rules = written.map((rule) => meant(rule, meterOf));
  const machines = new Set(rules.map(({ whileOff }) => whileOff?.meter));
  const known = new Map<string, LeakRule>();
  return {
    ruleOf(meter) {
      const rule = known.get(meter) ?? leakRuleFor(meter, rules);
      known.set(meter, rule);
      return rule;
    },
    isOfMachine: (meter) => machines.has(meter),
  };
}

function meant({ whileOff, ...rule }: WrittenLeakRule, meterOf: (machine: string) => string): MeantLeakRule {
  if (!whileOff) return rule;
  const { meter = meterOf(whileOff.machine as string), belowW } = whileOff;
  return { ...rule, whileOff: { meter, belowW } };
}

function noMachine(): never {
  const detail = "a machine is known with a site only: name the meter of its power";
  throw new EnergyError("CONFIG_INVALID", { place: "whileOff.machine", detail });
}

/** Of a meter that names no quantities of its own. */
const usual = "electricity";

/** Throws CONFIG_INVALID. */
function powerMeterOf({ meters }: SiteModel, machine: string): string {
  const found = meters.find((meter) => meter.machine === machine && (mediumOf(meter) ?? usual) === usual);
  if (found) return found.id;
  const detail = `no electricity meter of "${machine}" is known`;
  throw new EnergyError("CONFIG_INVALID", { place: "whileOff.machine", detail });
}
