import { DateTime } from "luxon";
import { EnergyError } from "../contract/error";
import { idSchema } from "../contract/schemas";
import { assertSchema } from "../contract/validate";
import { noUsePrice, type UsePrice, usePriceOf } from "../costing/use-price";
import { type Grid, gridOf } from "../metering/grid";
import { type CalendarModel, calendarFrom, calendarSchema } from "../site/calendar";
import type { SiteModel } from "../site/site-model";
import { rulesOf } from "../site/site-rules";
import {
  type BaselineRule,
  baselineRuleFrom,
  baselineRuleSchema,
  checkBaselineRule,
  type WrittenBaselineRule,
} from "./baseline-rule";
import { checkDriftRule, type DriftRule, driftRuleFor, driftRuleSchema, type WrittenDriftRule } from "./drift-rule";
import { groupsOf, type MeterRole, rolesFrom } from "./meter-roles";
import { type RestSpan, restByCalendar, restByClock } from "./rest-span";

export interface DriftConfig {
  /** Undefined: of whichever site a message is. */
  readonly site?: string;
  readonly timeZone: string;
  readonly currency?: string;
  /** By the tariffs of the site, for meters whose rule has none. */
  readonly priceOf: UsePrice;
  /** Local days. */
  readonly days: Grid;
  readonly baselines: readonly BaselineRule[];
  ruleOf(meter: string): DriftRule;
  calendarOf(meter: string): CalendarModel | undefined;
  /** The rest that holds `at`, else the next; undefined where work never rests. */
  restOf(meter: string, at: number): RestSpan | undefined;
  /** What each counted quantity of a meter is needed for. */
  rolesOf(meter: string): readonly MeterRole[];
  isWeather(meter: string): boolean;
  /** Meters that need each other share a key, named after one of them. */
  groupOf(meter: string): string;
}

const configSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    site: idSchema,
    timeZone: { type: "string", minLength: 1, maxLength: 64 },
    calendar: calendarSchema,
    rules: {
      type: "array",
      maxItems: 10_000,
      items: {
        type: "object",
        required: ["rule"],
        properties: { rule: { enum: ["drift", "baseline"] } },
        if: { properties: { rule: { const: "drift" } } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: driftRuleSchema,
        else: baselineRuleSchema,
      },
    },
  },
} as const;

interface WrittenConfig {
  readonly site?: string;
  readonly timeZone?: string;
  readonly calendar?: Readonly<Record<string, unknown>>;
  readonly rules?: readonly ((WrittenDriftRule & { readonly rule: "drift" }) | WrittenBaselineRule)[];
}

/** Throws CONFIG_INVALID. */
export function parseDriftConfig(raw: unknown): DriftConfig {
  assertSchema(configSchema, raw, "CONFIG_INVALID");
  const { timeZone = "UTC", calendar, rules = [], site } = raw as WrittenConfig;
  for (const rule of rules) rule.rule === "drift" ? checkDriftRule(rule) : checkBaselineRule(rule);
  const model = calendar && calendarFrom(calendar);
  return assembled({
    ...(site !== undefined && { site }),
    timeZone,
    priceOf: noUsePrice,
    drift: rules.filter((rule) => rule.rule === "drift"),
    baselines: rules.filter((rule) => rule.rule === "baseline"),
    meterOf: () => undefined,
    calendarOf: () => model,
  });
}

/** What the site model says; a machine's calendar tells when its meters rest. Throws CONFIG_INVALID. */
export function driftConfigOf(site: SiteModel): DriftConfig {
  const machineOf = new Map(site.meters.map(({ id, machine }) => [id, machine]));
  return assembled({
    site: site.id,
    timeZone: site.timeZone,
    currency: site.currency,
    priceOf: usePriceOf(site),
    drift: rulesOf<WrittenDriftRule>(site, "drift"),
    baselines: rulesOf<WrittenBaselineRule>(site, "baseline"),
    meterOf: (machine) => meterOfMachine(site, machine),
    calendarOf(meter) {
      const machine = site.machines.find(({ id }) => id === machineOf.get(meter));
      return site.calendars.find(({ id }) => id === (machine?.calendar ?? site.calendar));
    },
  });
}

/** The one meter that measures all of a machine. */
function meterOfMachine({ meters }: SiteModel, machine: string): string | undefined {
  const own = meters.filter((meter) => meter.machine === machine);
  const ids = new Set(own.map(({ id }) => id));
  const whole = own.filter(({ parent }) => parent === undefined || !ids.has(parent));
  return whole.length === 1 ? whole[0]?.id : undefined;
}

interface Parts {
  readonly site?: string;
  readonly timeZone: string;
  readonly currency?: string;
  readonly priceOf: UsePrice;
  readonly drift: readonly WrittenDriftRule[];
  readonly baselines: readonly WrittenBaselineRule[];
  meterOf(machine: string): string | undefined;
  calendarOf(meter: string): CalendarModel | undefined;
}

function assembled({ drift, baselines: written, meterOf, calendarOf, ...known }: Parts): DriftConfig {
  const { timeZone } = known;
  const days = gridOf("1d", timeZone);
  const baselines = written.filter(({ off }) => !off).map((rule) => resolved(rule, timeZone, meterOf));
  const ruleOf = remembered((meter) => driftRuleFor(meter, drift));
  const rests = sharedRests();
  const weather = new Set([...drift, ...baselines].flatMap(({ temperatureMeter }) => temperatureMeter ?? []));
  return {
    ...known,
    days,
    baselines,
    ruleOf,
    calendarOf,
    restOf(meter, at) {
      const { quietFrom, quietTo } = ruleOf(meter);
      const calendar = quietFrom === undefined && quietTo === undefined ? calendarOf(meter) : undefined;
      if (calendar) return rests(calendar.id, at, () => restByCalendar(calendar, timeZone, at));
      const hours = { from: quietFrom ?? "00:00", to: quietTo ?? "06:00" };
      return rests(`${hours.from} ${hours.to}`, at, () => restByClock(hours, timeZone, at));
    },
    rolesOf: remembered((meter) => rolesFrom(meter, ruleOf(meter), baselines)),
    isWeather: (meter) => weather.has(meter),
    groupOf: remembered(groupsOf(ruleOf, drift, baselines)),
  };
}

/** Messages ask the same again and again. */
function remembered<T>(make: (meter: string) => T): (meter: string) => T {
  const known = new Map<string, T>();
  return (meter) => {
    const value = known.get(meter) ?? make(meter);
    known.set(meter, value);
    return value;
  };
}

/** A hundred machines ask for the same rest at the same time, and local time is slow to count. */
function sharedRests() {
  const known = new Map<string, { readonly asked: number; readonly rest: RestSpan }>();
  return (name: string, at: number, find: () => RestSpan | undefined): RestSpan | undefined => {
    const last = known.get(name);
    if (last && at >= last.asked && at < last.rest.to) return last.rest;
    const rest = find();
    if (rest) known.set(name, { asked: at, rest });
    return rest;
  };
}

function resolved(rule: WrittenBaselineRule, zone: string, meterOf: Parts["meterOf"]): BaselineRule {
  const meter = rule.meter ?? (rule.machine === undefined ? undefined : meterOf(rule.machine));
  if (meter === undefined) {
    const detail = "does not say which meter measures all of it";
    throw new EnergyError("CONFIG_INVALID", { place: `rules/${rule.id}`, detail });
  }
  return baselineRuleFrom(rule, meter, (date) => {
    const day = DateTime.fromISO(date, { zone });
    if (day.isValid) return day.toMillis();
    throw new EnergyError("CONFIG_INVALID", { place: `rules/${rule.id}`, detail: "there is no such date" });
  });
}
