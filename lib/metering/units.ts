import { EnergyError } from "../contract/error";

/**
 * Units as they come from meters, each with its canonical unit and the exact ratio to it as two
 * integers: canonical = value × numerator ÷ denominator. Dividing keeps decimal readings exact
 * (2315 dV → 231.5 V) where multiplying by 0.1 does not.
 */
const ratios: Readonly<Record<string, readonly [canonical: string, numerator: number, denominator: number]>> = {
  W: ["kW", 1, 1000],
  kW: ["kW", 1, 1],
  MW: ["kW", 1000, 1],
  var: ["kvar", 1, 1000],
  kvar: ["kvar", 1, 1],
  VA: ["kVA", 1, 1000],
  kVA: ["kVA", 1, 1],
  Wh: ["kWh", 1, 1000],
  kWh: ["kWh", 1, 1],
  MWh: ["kWh", 1000, 1],
  varh: ["kvarh", 1, 1000],
  kvarh: ["kvarh", 1, 1],
  VAh: ["kVAh", 1, 1000],
  kVAh: ["kVAh", 1, 1],
  mV: ["V", 1, 1000],
  V: ["V", 1, 1],
  kV: ["V", 1000, 1],
  mA: ["A", 1, 1000],
  A: ["A", 1, 1],
  Hz: ["Hz", 1, 1],
  "": ["", 1, 1],
  "%": ["%", 1, 1],
  "°": ["°", 1, 1],
  L: ["L", 1, 1],
  "L/min": ["L/min", 1, 1],
  "L/h": ["L/min", 1, 60],
  "m³": ["m³", 1, 1],
  "m³/min": ["m³/min", 1, 1],
  "m³/h": ["m³/min", 1, 60],
  "°C": ["°C", 1, 1],
  bar: ["bar", 1, 1],
  mbar: ["bar", 1, 1000],
  // Of whichever currency the site has.
  "currency/kWh": ["currency/kWh", 1, 1],
  "currency/MWh": ["currency/kWh", 1, 1000],
};

/** Prices are written with the currency that they are in: EUR/MWh. */
const priceUnit = /^[A-Z]{3}\/(kWh|MWh)$/;

/** Water is counted in litres, gas in cubic metres, and meters of either speak both; a power factor may come in percent. */
const crossings: Readonly<Record<string, readonly [numerator: number, denominator: number]>> = {
  "m³>L": [1000, 1],
  "L>m³": [1, 1000],
  "m³/min>L/min": [1000, 1],
  "L/min>m³/min": [1, 1000],
  "%>": [1, 100],
};

export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

/** The units that can be converted to `canonical`, itself among them. */
export function unitsOf(canonical: string): string[] {
  return Object.keys(ratios).filter(
    (unit) => ratios[unit]?.[0] === canonical || `${ratios[unit]?.[0]}>${canonical}` in crossings,
  );
}

/** The exact ratio from `unit` to `canonical`; throws UNIT_UNKNOWN where there is none. */
export function ratioBetween(unit: string, canonical: string): Ratio {
  const known = unit.replace(priceUnit, "currency/$1");
  const entry = Object.hasOwn(ratios, known) ? ratios[known] : undefined;
  if (entry) {
    const [own, numerator, denominator] = entry;
    if (own === canonical) return { numerator, denominator };
    const crossing = crossings[`${own}>${canonical}`];
    if (crossing) return { numerator: numerator * crossing[0], denominator: denominator * crossing[1] };
  }
  throw new EnergyError("UNIT_UNKNOWN", { unit, canonical });
}
