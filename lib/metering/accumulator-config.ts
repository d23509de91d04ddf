import { assertSchema } from "../contract/validate";
import { type Grid, type GridStep, gridOf, gridSteps } from "./grid";
import { quantities, quantityNamed } from "./quantities";

/** Configuration of `energy-accumulator`, as in the editor and as `--config` of a replay. */
export interface AccumulatorConfig {
  readonly grids: readonly Grid[];
  /** Registers that are counted. */
  readonly quantities: ReadonlySet<string>;
  /** Distance that readings should keep, ms. Twice as long makes the boundaries inside `estimated` (registers) or the stretch unknown (power). */
  readonly maxGapMs: number;
  /** Also send the running intervals, on output 1. */
  readonly running: boolean;
}

export const accumulatorConfigSchema = {
  type: "object",
  required: ["timeZone"],
  properties: {
    timeZone: { type: "string", minLength: 1, maxLength: 64 },
    steps: { type: "array", minItems: 1, maxItems: 5, uniqueItems: true, items: { enum: gridSteps } },
    quantities: { type: "array", maxItems: 100, items: { type: "string", maxLength: 64 } },
    maxGapSeconds: { type: "number", exclusiveMinimum: 0, maximum: 86_400 },
    running: { type: "boolean" },
  },
} as const;

/** Totals only: phases, quadrants and the meter's own tariffs are parts of them, a partial counter is reset by hand. */
const defaultQuantities = [...quantities.values()]
  .filter(({ kind, name }) => kind === "register" && !/_(l[123]|t\d|q\d|partial)$/.test(name))
  .map(({ name }) => name);

const defaultMaxGapSeconds = 300;

/** Throws CONFIG_INVALID or QUANTITY_UNKNOWN. */
export function parseAccumulatorConfig(raw: unknown): AccumulatorConfig {
  assertSchema(accumulatorConfigSchema, raw, "CONFIG_INVALID");
  const config = raw as {
    timeZone: string;
    steps?: readonly GridStep[];
    quantities?: readonly string[];
    maxGapSeconds?: number;
    running?: boolean;
  };
  const chosen = config.quantities?.length ? config.quantities : defaultQuantities;
  return {
    grids: (config.steps ?? ["15m", "1d"]).map((step) => gridOf(step, config.timeZone)),
    quantities: new Set(chosen.map((name) => quantityNamed(name).name)),
    maxGapMs: (config.maxGapSeconds ?? defaultMaxGapSeconds) * 1000,
    running: config.running ?? false,
  };
}
