import { assertSchema } from "../contract/validate";
import { type Grid, type GridStep, gridOf, gridSteps } from "./grid";
import { type MeterFact, writtenFact, writtenFactsSchema } from "./meter-facts";
import { quantities, quantityNamed } from "./quantities";

/** Configuration of `energy-accumulator`, as in the editor and as `--config` of a replay. */
export interface AccumulatorConfig {
  readonly grids: readonly Grid[];
  /** The one with the shortest steps. */
  readonly finest: Grid;
  /** Calendar days of the site. */
  readonly days: Grid;
  /** Registers that are counted. */
  readonly quantities: ReadonlySet<string>;
  /** Distance that readings should keep, ms. Twice as long makes the boundaries inside `estimated` (registers) or the stretch unknown (power). */
  readonly maxGapMs: number;
  /** How late a reading may be and still be counted in without looking into the journal, ms. */
  readonly latenessMs: number;
  readonly confirmReadings: number;
  readonly confirmMs: number;
  /** Also send the running intervals, on output 1. */
  readonly running: boolean;
  readonly meterOf: (id: string) => MeterRules;
}

/** What is known of one meter. */
export interface MeterRules {
  /** The most it can measure: kW for energies. */
  readonly ratedPowerKw?: number;
  /** The most that can flow: L/min of water, m³/min of gas. */
  readonly ratedFlow?: number;
  /** Value at which its registers return to 0, or by quantity. */
  readonly rollover?: number | Readonly<Record<string, number>>;
  /** The last digit that its registers count, in their unit. */
  readonly resolution?: number;
  /** Dated facts of the site model. */
  readonly facts: readonly MeterFact[];
  /** Changes with the facts. */
  readonly factsMark: string;
}

const positive = { type: "number", exclusiveMinimum: 0 } as const;
/** What is known of a meter, as the site model and the configuration write it. */
export const meterProperties = {
  ratedPowerKw: { ...positive, maximum: 1_000_000 },
  ratedFlow: positive,
  rollover: { anyOf: [positive, { type: "object", maxProperties: 50, additionalProperties: positive }] },
  resolution: { ...positive, maximum: 100_000 },
} as const;

export const accumulatorConfigSchema = {
  type: "object",
  required: ["timeZone"],
  properties: {
    timeZone: { type: "string", minLength: 1, maxLength: 64 },
    steps: { type: "array", minItems: 1, maxItems: gridSteps.length, uniqueItems: true, items: { enum: gridSteps } },
    quantities: { type: "array", maxItems: 100, items: { type: "string", maxLength: 64 } },
    maxGapSeconds: { type: "number", exclusiveMinimum: 0, maximum: 86_400 },
    latenessSeconds: { type: "number", minimum: 0, maximum: 604_800 },
    confirmReadings: { type: "integer", minimum: 2, maximum: 30 },
    confirmSeconds: { ...positive, maximum: 86_400 },
    running: { type: "boolean" },
    ...meterProperties,
    meters: {
      type: "object",
      maxProperties: 10_000,
      additionalProperties: {
        type: "object",
        properties: {
          ...meterProperties,
          events: writtenFactsSchema,
        },
      },
    },
  },
} as const;

interface RawMeter {
  readonly ratedPowerKw?: number;
  readonly ratedFlow?: number;
  readonly rollover?: number | Readonly<Record<string, number>>;
  readonly resolution?: number;
  readonly events?: readonly (Record<string, unknown> & { readonly at: number | string })[];
}

interface RawConfig extends RawMeter {
  readonly timeZone: string;
  readonly steps?: readonly GridStep[];
  readonly quantities?: readonly string[];
  readonly maxGapSeconds?: number;
  readonly latenessSeconds?: number;
  readonly confirmReadings?: number;
  readonly confirmSeconds?: number;
  readonly running?: boolean;
  readonly meters?: Readonly<Record<string, RawMeter>>;
}

/** Totals only: phases, quadrants and the meter's own tariffs are parts of them, a partial counter is reset by hand. */
const defaultQuantities = [...quantities.values()]
  .filter(({ kind, name }) => kind === "register" && !/_(l[123]|t\d|q\d|partial)$/.test(name))
  .map(({ name }) => name);

const defaults = { maxGapSeconds: 300, latenessSeconds: 3600, confirmReadings: 3, confirmSeconds: 900 };

/** Throws CONFIG_INVALID or QUANTITY_UNKNOWN. */
export function parseAccumulatorConfig(raw: unknown): AccumulatorConfig {
  assertSchema(accumulatorConfigSchema, raw, "CONFIG_INVALID");
  const given = raw as RawConfig;
  const config = { ...defaults, ...given };
  const chosen = config.quantities?.length ? config.quantities : defaultQuantities;
  const grids = (config.steps ?? ["15m", "1d"]).map((step) => gridOf(step, config.timeZone));
  const general = rulesOf(given, "", config.timeZone);
  const meters = new Map(
    Object.entries(config.meters ?? {}).map(([id, meter]) => [
      id,
      { ...general, ...rulesOf(meter, id, config.timeZone) },
    ]),
  );
  return {
    grids,
    finest: grids.reduce((finest, grid) => (order(grid) < order(finest) ? grid : finest)),
    days: gridOf("1d", config.timeZone),
    quantities: new Set(chosen.map((name) => quantityNamed(name).name)),
    maxGapMs: config.maxGapSeconds * 1000,
    latenessMs: config.latenessSeconds * 1000,
    confirmReadings: config.confirmReadings,
    confirmMs: config.confirmSeconds * 1000,
    running: config.running ?? false,
    meterOf: (id) => meters.get(id) ?? general,
  };
}

const order = ({ step }: Grid): number => gridSteps.indexOf(step);

function rulesOf(
  { ratedPowerKw, ratedFlow, rollover, resolution, events = [] }: RawMeter,
  meter: string,
  timeZone: string,
): MeterRules {
  const facts = events.map((event, index) => writtenFact(event, `meters/${meter}/events/${index}`, timeZone));
  return {
    ...(ratedPowerKw !== undefined && { ratedPowerKw }),
    ...(ratedFlow !== undefined && { ratedFlow }),
    ...(rollover !== undefined && { rollover }),
    ...(resolution !== undefined && { resolution }),
    facts,
    factsMark: facts.length === 0 ? "" : JSON.stringify(facts),
  };
}
