import { idSchema } from "../contract/schemas";
import { assertSchema } from "../contract/validate";
import { usePriceOf } from "../costing/use-price";
import { type CalendarModel, calendarFrom, calendarSchema } from "../site/calendar";
import { mediumOf } from "../site/medium";
import { isVirtualMeter, type SiteModel } from "../site/site-model";
import { type CostShares, costSharesOf, noShares } from "./cost-shares";
import { assertLoadRule, type LoadRules, loadRuleSchemas, sortedRules } from "./load-rules";
import { LocalWeek } from "./local-week";
import { type MeterPlan, planFor } from "./meter-plan";
import type { Place } from "./rule-subject";
import { ShiftClock } from "./shift-clock";

/** A meter as the load monitor knows it. */
export interface LoadMeter extends Place {
  /** It measures what the site draws: supply and peaks are watched at it. */
  readonly isMain: boolean;
  /** It measures a machine: its states are learnt. */
  readonly isMachine: boolean;
  readonly shifts: ShiftClock;
  readonly costShares: CostShares;
  /** What a kWh costs where it is used evenly between two times, ms UTC; undefined: nobody knows. */
  priceOf(from: number, to: number): number | undefined;
  /** Of prices. */
  readonly currency?: string;
}

export interface LoadConfig {
  /** Undefined: of whichever site a reading is. */
  readonly site?: string;
  readonly week: LocalWeek;
  planOf(meter: string): MeterPlan;
}

const clockless = { shifts: calendarSchema.properties.shifts, holidays: calendarSchema.properties.holidays } as const;

const configSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    site: idSchema,
    timeZone: { type: "string", minLength: 1, maxLength: 64 },
    currency: { type: "string", pattern: "^[A-Z]{3}$" },
    ...clockless,
    meters: {
      type: "array",
      maxItems: 5000,
      items: {
        type: "object",
        required: ["id"],
        additionalProperties: false,
        properties: {
          id: idSchema,
          machine: idSchema,
          department: idSchema,
          costCentre: idSchema,
          role: { enum: ["main", "sub"] },
        },
      },
    },
    rules: {
      type: "array",
      maxItems: 10_000,
      items: {
        type: "object",
        required: ["rule"],
        properties: { rule: { enum: Object.keys(loadRuleSchemas) } },
      },
    },
  },
} as const;

interface WrittenMeter extends Place {
  readonly costCentre?: string;
  readonly role?: "main" | "sub";
}

interface WrittenConfig {
  readonly site?: string;
  readonly timeZone?: string;
  readonly currency?: string;
  readonly shifts?: readonly object[];
  readonly holidays?: readonly string[];
  readonly meters?: readonly WrittenMeter[];
  readonly rules?: readonly { readonly rule: keyof typeof loadRuleSchemas }[];
}

/** Throws CONFIG_INVALID. */
export function parseLoadConfig(raw: unknown): LoadConfig {
  assertSchema(configSchema, raw, "CONFIG_INVALID");
  const { site, timeZone = "UTC", currency, shifts, holidays = [], meters = [], rules = [] } = raw as WrittenConfig;
  for (const rule of rules) assertLoadRule(rule);
  const calendar = shifts && calendarFrom({ id: "shifts", shifts, holidays });
  const clock = new ShiftClock(timeZone, calendar);
  const whole = meters.length === 0;
  const known = new Map(meters.map((meter) => [meter.id, meter]));
  const meterOf = (id: string): LoadMeter => {
    const { role, costCentre, ...place } = known.get(id) ?? ({ id } as WrittenMeter);
    return {
      ...place,
      isMain: role === "main" || whole,
      isMachine: whole || place.machine !== undefined,
      shifts: clock,
      costShares: costCentre === undefined ? noShares : () => [{ costCentre, percent: 100 }],
      priceOf: () => undefined,
      ...(currency !== undefined && { currency }),
    };
  };
  return loadConfig({ site, timeZone }, sortedRules(rules), meterOf);
}

/** Watches every meter of a plant; `rules` are those of the load monitor's kinds. */
export function loadConfigOf(site: SiteModel, rules: LoadRules): LoadConfig {
  const { timeZone, meters, machines, supplies } = site;
  const calendars = new Map(site.calendars.map((calendar) => [calendar.id, new ShiftClock(timeZone, calendar)]));
  const days = new ShiftClock(timeZone, undefined as CalendarModel | undefined);
  const supplied = new Set(supplies.map(({ meter }) => meter));
  const electric = meters.filter((meter) => (mediumOf(meter) ?? "electricity") === "electricity");
  const mains = electric.filter(({ id, role }) => role === "main" || supplied.has(id));
  // Without one whatever nothing is above; a meter that nobody has named, too.
  const whole = mains.length > 0 ? mains : electric.filter((meter) => !meter.parent && !isVirtualMeter(meter));
  const main = new Set(whole.map(({ id }) => id));
  const priceOf = usePriceOf(site);
  const meterOf = (id: string): LoadMeter => {
    const meter = meters.find((one) => one.id === id);
    const machine = machines.find((one) => one.id === meter?.machine);
    const department = meter?.department ?? machine?.department;
    const calendar = machine?.calendar ?? site.calendar;
    return {
      id,
      ...(machine && { machine: machine.id }),
      ...(department !== undefined && { department }),
      isMain: main.has(id) || (mains.length === 0 && meter === undefined),
      isMachine: machine !== undefined,
      shifts: (calendar === undefined ? undefined : calendars.get(calendar)) ?? days,
      costShares: costSharesOf(site, id),
      priceOf: (from, to) => priceOf(id, "active_energy_import", from, to),
      currency: site.currency,
    };
  };
  return loadConfig({ site: site.id, timeZone }, rules, meterOf);
}

interface SiteFacts {
  readonly site?: string | undefined;
  readonly timeZone: string;
}

/** A flow may bring any number of meters that nobody has named. */
const mostPlans = 10_000;

function loadConfig({ site, timeZone }: SiteFacts, rules: LoadRules, meterOf: (id: string) => LoadMeter): LoadConfig {
  const plans = new Map<string, MeterPlan>();
  return {
    ...(site !== undefined && { site }),
    week: new LocalWeek(timeZone),
    planOf(meter) {
      let plan = plans.get(meter);
      if (!plan) {
        if (plans.size >= mostPlans) plans.clear();
        plan = planFor(meterOf(meter), rules, timeZone);
        plans.set(meter, plan);
      }
      return plan;
    },
  };
}
