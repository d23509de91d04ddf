import { EnergyError } from "../contract/error";
import type { Reading } from "../contract/messages";
import { assertSchema } from "../contract/validate";
import { decimal } from "./decimal";
import { quantities } from "./quantities";
import { energyFactor, isTransformedRegister, type TransformerRatio, transformed } from "./transformer-ratio";

export interface Adjustment {
  /** ms UTC. */
  readonly from: number;
  readonly quantity: string;
  readonly gain: number;
  readonly offset: number;
}

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
 * Both lists by rising `from`.
 */
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
  const ratios: (TransformerRatio & { index: number; told: boolean })[] = [];
  const adjustments: Adjustment[] = [];
  (raw as Entry[]).forEach((entry, index) => {
    const from = timeOf(entry.from);
    if (from === undefined) refuse(`${index}/from`, "must be a date such as 2026-01-31 or 2026-01-31T08:00:00Z");
    checkNames(entry, index);
    const { quantity, ct, vt, gain, offset, registers } = entry;
    const isRatio = ct !== undefined || vt !== undefined;
    const isAdjustment = gain !== undefined || offset !== undefined;
    if (isRatio === isAdjustment) refuse(`${index}`, "must have either ct or vt, or gain or offset");
    if (isRatio) {
      if (quantity !== undefined) refuse(`${index}/quantity`, "a ratio concerns the whole meter, not one quantity");
      ratios.push({ index, told: registers !== undefined, from, ct: ct ?? 1, vt: vt ?? 1, registers: registers ?? {} });
    } else {
      if (quantity === undefined) refuse(`${index}/quantity`, "gain and offset need the quantity they correct");
      if (entry.registers) refuse(`${index}/registers`, "belong to a ratio; use the offset");
      adjustments.push({ from, quantity, gain: gain ?? 1, offset: offset ?? 0 });
    }
  });
  const byDate = (a: { from: number }, b: { from: number }): number => a.from - b.from;
  ratios.sort(byDate);
  ratios.forEach((ratio, n) => {
    const before = ratios[n - 1];
    if (!before || ratio.told || energyFactor(ratio) === energyFactor(before)) return;
    refuse(`${ratio.index}/registers`, registersNeeded);
  });
  return {
    ratios: ratios.map(({ from, ct, vt, registers }) => ({ from, ct, vt, registers })),
    adjustments: adjustments.sort(byDate),
  };
}

const registersNeeded =
  'must say what each energy register of the meter showed when the ratio changed, such as {"active_energy_import": 1520.4}; {} where it has none';

/** The reading with its values corrected by what was in force at its time; the same object where nothing was. */
export function calibrated(reading: Reading, calibrations: Calibrations | undefined): Reading {
  if (!calibrations) return reading;
  const ratios = calibrations.ratios.filter(({ from }) => from <= reading.at);
  const adjustments = calibrations.adjustments.filter(({ from }) => from <= reading.at);
  if (ratios.length === 0 && adjustments.length === 0) return reading;
  const doubtful: string[] = [];
  const values = Object.entries(reading.values).map(([name, raw]) => {
    const { value, doubtful: isDoubtful } = transformed(name, raw, ratios);
    if (isDoubtful) doubtful.push(name);
    const adjustment = adjustments.findLast(({ quantity }) => quantity === name);
    const corrected = adjustment ? value * adjustment.gain + adjustment.offset : value;
    return [name, corrected === raw ? raw : decimal(corrected)] as const;
  });
  return { ...reading, values: Object.fromEntries(values), ...(doubtful.length > 0 && doubt(reading, doubtful)) };
}

/** A register of which nobody knows what it showed when the ratio changed. */
function doubt({ quality, reason }: Reading, names: readonly string[]): Pick<Reading, "quality" | "reason"> {
  const why = `no register at the change of ratio: ${names.join(", ")}`;
  const told = reason === undefined ? why : `${reason}; ${why}`;
  return { quality: quality === "bad" ? "bad" : "uncertain", reason: told.slice(0, 500) };
}

function checkNames({ quantity, registers = {} }: Entry, index: number): void {
  if (quantity !== undefined && !quantities.has(quantity)) refuse(`${index}/quantity`, `there is no "${quantity}"`);
  for (const name of Object.keys(registers)) {
    if (!isTransformedRegister(name))
      refuse(`${index}/registers`, `"${name.slice(0, 64)}" is no register that a ratio concerns`);
  }
}

function refuse(place: string, detail: string): never {
  throw new EnergyError("CONFIG_INVALID", { place: `calibrations/${place}`, detail });
}
