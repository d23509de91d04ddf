import { EnergyError } from "../contract/error";
import type { Reading } from "../contract/messages";
import { assertSchema } from "../contract/validate";
import { decimal } from "./decimal";
import { quantities } from "./quantities";

/**
 * Corrections of one meter's raw values, each in force from a date on. There are two kinds, and of each
 * kind the newest whose `from` is not after the reading's time is in force, whole; values before the
 * first stay as they are:
 *
 *  - a **ratio** (`ct`, `vt`) of the transformers in front of the meter: currents are multiplied by
 *    `ct`, voltages by `vt`, powers and energies by both; power factors, frequency, angles and THD by
 *    neither, nor anything that is not electric;
 *  - an **adjustment** (`gain`, `offset`) of one `quantity`: value × gain + offset, after the ratio.
 *    The offset is in the quantity's canonical unit.
 *
 * A register multiplied by a new ratio would jump at that date. `registers` says what the raw registers
 * showed then, so that they go on from there: what was counted before keeps the ratio of its time.
 */
export interface TransformerRatio {
  /** ms UTC. */
  readonly from: number;
  readonly ct: number;
  readonly vt: number;
  readonly registers: Readonly<Record<string, number>>;
}

export interface Adjustment {
  /** ms UTC. */
  readonly from: number;
  readonly quantity: string;
  readonly gain: number;
  readonly offset: number;
}

/** Both lists by rising `from`; an entry replaces the one before it. */
export interface Calibrations {
  readonly ratios: readonly TransformerRatio[];
  readonly adjustments: readonly Adjustment[];
}

const dateSchema = { type: "string", minLength: 10, maxLength: 40 } as const;
const transformerSchema = { type: "number", exclusiveMinimum: 0, maximum: 100_000 } as const;
const boundedSchema = { type: "number", minimum: -1e12, maximum: 1e12 } as const;

/** One entry as the site model says it. */
export const calibrationSchema = {
  type: "object",
  required: ["from"],
  additionalProperties: false,
  properties: {
    from: dateSchema,
    quantity: { type: "string", maxLength: 64 },
    gain: { type: "number", minimum: -1000, maximum: 1000 },
    offset: boundedSchema,
    ct: transformerSchema,
    vt: transformerSchema,
    registers: { type: "object", maxProperties: 50, additionalProperties: boundedSchema },
  },
} as const;

export const calibrationsSchema = { type: "array", maxItems: 500, items: calibrationSchema } as const;

interface Entry {
  readonly from: string;
  readonly quantity?: string;
  readonly gain?: number;
  readonly offset?: number;
  readonly ct?: number;
  readonly vt?: number;
  readonly registers?: Readonly<Record<string, number>>;
}

/**
 * The entries of the site model, sorted. `timeOf` turns a date into ms UTC or undefined: a date without
 * an offset is one of the site's clock. Throws CONFIG_INVALID with the place.
 */
export function parseCalibrations(raw: unknown, timeOf: (text: string) => number | undefined): Calibrations {
  assertSchema(calibrationsSchema, raw, "CONFIG_INVALID");
  const ratios: TransformerRatio[] = [];
  const adjustments: Adjustment[] = [];
  (raw as Entry[]).forEach((entry, index) => {
    const from = timeOf(entry.from);
    if (from === undefined) refuse(`${index}/from`, "must be a date such as 2026-01-31 or 2026-01-31T08:00:00Z");
    checkNames(entry, index);
    const { quantity, ct, vt, gain, offset, registers = {} } = entry;
    const isRatio = ct !== undefined || vt !== undefined;
    const isAdjustment = gain !== undefined || offset !== undefined;
    if (isRatio === isAdjustment) refuse(`${index}`, "must have either ct or vt, or gain or offset");
    if (isRatio) {
      if (quantity !== undefined) refuse(`${index}/quantity`, "a ratio concerns the whole meter, not one quantity");
      ratios.push({ from, ct: ct ?? 1, vt: vt ?? 1, registers });
    } else {
      if (quantity === undefined) refuse(`${index}/quantity`, "gain and offset need the quantity they correct");
      if (entry.registers) refuse(`${index}/registers`, "belong to a ratio; use the offset");
      adjustments.push({ from, quantity, gain: gain ?? 1, offset: offset ?? 0 });
    }
  });
  const byDate = (a: { from: number }, b: { from: number }): number => a.from - b.from;
  return { ratios: ratios.sort(byDate), adjustments: adjustments.sort(byDate) };
}

/** The reading with its values corrected by what was in force at its time; the same object where nothing was. */
export function calibrated(reading: Reading, calibrations: Calibrations | undefined): Reading {
  if (!calibrations) return reading;
  const ratios = calibrations.ratios.filter(({ from }) => from <= reading.at);
  const adjustments = calibrations.adjustments.filter(({ from }) => from <= reading.at);
  if (ratios.length === 0 && adjustments.length === 0) return reading;
  const values = Object.entries(reading.values).map(([name, raw]) => {
    const value = transformed(name, raw, ratios);
    const adjustment = adjustments.findLast(({ quantity }) => quantity === name);
    const corrected = adjustment ? value * adjustment.gain + adjustment.offset : value;
    return [name, corrected === raw ? raw : decimal(corrected)] as const;
  });
  return { ...reading, values: Object.fromEntries(values) };
}

function transformed(name: string, raw: number, ratios: readonly TransformerRatio[]): number {
  const quantity = quantities.get(name);
  if (quantity?.medium !== "electricity") return raw;
  const factor = factorOf(quantity.unit);
  const current = ratios.at(-1);
  if (!factor || !current) return raw;
  if (quantity.kind === "gauge") return raw * factor(current);
  // Each stretch of the register counts with the ratio of its time.
  let value = 0;
  let base = 0;
  let before = 1;
  for (const ratio of ratios) {
    const shown = ratio.registers[name];
    if (shown !== undefined) {
      value += (shown - base) * before;
      base = shown;
    } else {
      value = 0;
      base = 0;
    }
    before = factor(ratio);
  }
  return value + (raw - base) * before;
}

function factorOf(unit: string): ((ratio: TransformerRatio) => number) | undefined {
  switch (unit) {
    case "A":
      return ({ ct }) => ct;
    case "V":
      return ({ vt }) => vt;
    case "kW":
    case "kvar":
    case "kVA":
    case "kWh":
    case "kvarh":
      return ({ ct, vt }) => ct * vt;
    default:
      return undefined;
  }
}

function checkNames({ quantity, registers = {} }: Entry, index: number): void {
  if (quantity !== undefined && !quantities.has(quantity)) refuse(`${index}/quantity`, `there is no "${quantity}"`);
  for (const name of Object.keys(registers)) {
    const kind = quantities.get(name)?.kind;
    if (kind !== "register") refuse(`${index}/registers`, `"${name.slice(0, 64)}" is no register`);
  }
}

function refuse(place: string, detail: string): never {
  throw new EnergyError("CONFIG_INVALID", { place: `calibrations/${place}`, detail });
}
