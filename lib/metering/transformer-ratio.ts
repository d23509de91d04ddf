import { type Quantity, quantities } from "./quantities";

/**
 * Ratio of the transformers in front of a meter, from a date on. A register multiplied by a new ratio would
 * jump at that date. `registers` says what the meter's own registers showed then, so that they go on from
 * there: what was counted before keeps the ratio of its time.
 */
export interface TransformerRatio {
  /** ms UTC. */
  readonly from: number;
  readonly ct: number;
  readonly vt: number;
  readonly registers: Readonly<Record<string, number>>;
}

export interface Transformed {
  readonly value: number;
  /** The newest ratio does not say what this register showed, so that it goes on with the one before. */
  readonly doubtful: boolean;
}

/**
 * `raw` under the ratios in force until its time, by rising `from`: a gauge times the newest, a register by
 * stretches, each with the ratio of its time. Power factors, frequency, angles and what is not electric stay
 * as they are.
 */
export function transformed(name: string, raw: number, ratios: readonly TransformerRatio[]): Transformed {
  const [first, ...later] = ratios;
  const factor = factorOf(quantities.get(name));
  if (!first || !factor) return { value: raw, doubtful: false };
  if (quantities.get(name)?.kind === "gauge") return { value: raw * factor(ratios.at(-1) ?? first), doubtful: false };
  let base = first.registers[name] ?? 0;
  let value = base;
  let current = factor(first);
  let doubtful = false;
  for (const ratio of later) {
    const shown = ratio.registers[name];
    if (shown === undefined) {
      doubtful ||= factor(ratio) !== current;
      continue;
    }
    value += countedSince(base, shown) * current;
    base = shown;
    current = factor(ratio);
    doubtful = false;
  }
  return { value: value + countedSince(base, raw) * current, doubtful };
}

/**
 * What a register counted since it showed `base`. Far below, it has begun again at 0 meanwhile; a little below,
 * `base` was noted later than at its date.
 */
function countedSince(base: number, raw: number): number {
  return raw < base / 2 ? raw : raw - base;
}

/** Whether a register with this name is multiplied by a ratio. */
export function isTransformedRegister(name: string): boolean {
  const quantity = quantities.get(name);
  return quantity?.kind === "register" && factorOf(quantity) !== undefined;
}

export const energyFactor = ({ ct, vt }: Pick<TransformerRatio, "ct" | "vt">): number => ct * vt;

function factorOf(quantity: Quantity | undefined): ((ratio: TransformerRatio) => number) | undefined {
  if (quantity?.medium !== "electricity") return undefined;
  switch (quantity.unit) {
    case "A":
      return ({ ct }) => ct;
    case "V":
      return ({ vt }) => vt;
    case "kW":
    case "kvar":
    case "kVA":
    case "kWh":
    case "kvarh":
      return energyFactor;
    default:
      return undefined;
  }
}
