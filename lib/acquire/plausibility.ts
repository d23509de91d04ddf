const phases = ["l1", "l2", "l3"] as const;
const lines = ["l1_l2", "l2_l3", "l3_l1"] as const;

const each = (base: string, suffixes: readonly string[]): string[] => suffixes.map((suffix) => `${base}_${suffix}`);

/** The values by which a meter on a mains supply is recognised. */
export const tellingQuantities: ReadonlySet<string> = new Set([
  "frequency",
  "voltage",
  ...each("voltage", phases),
  ...each("voltage", lines),
  ...each("current", phases),
  "active_power",
  ...each("active_power", phases),
  "power_factor",
  ...each("power_factor", phases),
]);

/**
 * What can be, but for 0: more than a meter with transformers shows, and less than what a wrong type
 * makes of it; a float read in the wrong word order is often a number next to nothing.
 */
const ranges: readonly (readonly [start: string, least: number, most: number])[] = [
  ["voltage", 80, 800],
  ["power_factor", 0.001, 1.001],
  ["current", 1e-6, 10_000],
  ["active_power", 1e-6, 20_000],
];
/** Rounding, harmonics and values read some milliseconds apart. */
const powerTolerance = 1.2;
const powerFloorKw = 0.1;

/** How much each value says: 1 where few other numbers would do, less for what is also 0 in an empty register. */
const zeroSays = 0.3;
const plausibleSays = 0.6;

export interface Plausibility {
  /** 0 … 1, below 1: values can look right by chance, so the more of them the better. */
  readonly likelihood: number;
  /** What cannot be. */
  readonly oddities: readonly string[];
}

/**
 * How likely `values`, by quantity in canonical units, are those of a mains meter that should show all
 * the quantities `asked` for: the share of them that look right, less what few of them leave to chance.
 */
export function likelihoodOf(values: ReadonlyMap<string, number>, asked: readonly string[]): Plausibility {
  const oddities: string[] = [];
  let says = 0;
  for (const [quantity, value] of values) {
    const said = saysOf(quantity, value);
    says += said;
    if (said === 0) oddities.push(`${quantity} would be ${value}`);
  }
  const most = asked.map(mostOf).reduce((sum, each) => sum + each, 0);
  for (const suffix of ["", ...each("", phases)]) {
    const limit = apparentLimit(values, suffix);
    const power = values.get(`active_power${suffix}`);
    if (power !== undefined && limit !== undefined && Math.abs(power) > limit) {
      oddities.push(`active_power${suffix} would be more than voltage and current give`);
    }
  }
  return { likelihood: oddities.length > 0 || most === 0 ? 0 : (says / most) * (1 - 1 / (1 + says)), oddities };
}

/** What the quantity says where its value is as it should be. */
function mostOf(quantity: string): number {
  return quantity === "frequency" || quantity.startsWith("voltage") ? 1 : plausibleSays;
}

function saysOf(quantity: string, value: number): number {
  if (quantity === "frequency") return within(value, 45, 65) ? 1 : 0;
  if (value === 0 || isFloating(quantity, value)) return zeroSays;
  const range = ranges.find(([start]) => quantity.startsWith(start));
  return range && within(Math.abs(value), range[1], range[2]) ? mostOf(quantity) : 0;
}

/** The volts that a conductor without supply picks up from its neighbours. */
const isFloating = (quantity: string, value: number): boolean =>
  quantity.startsWith("voltage") && within(Math.abs(value), 0.1, 80);

const within = (value: number, from: number, to: number): boolean => value >= from && value <= to;

/** What voltages and currents of these phases can give at most, kW. */
function apparentLimit(values: ReadonlyMap<string, number>, suffix: string): number | undefined {
  let sum = 0;
  for (const phase of suffix === "" ? each("", phases) : [suffix]) {
    const volts = values.get(`voltage${phase}`);
    const amperes = values.get(`current${phase}`);
    if (volts === undefined || amperes === undefined) return undefined;
    sum += Math.abs(volts * amperes) / 1000;
  }
  return sum * powerTolerance + powerFloorKw;
}
