import { EnergyError } from "../contract/error";
import { nearest } from "../contract/nearest";
import { describeViolation, validatorOf } from "../contract/validate";
import { quantities } from "../metering/quantities";
import { ratioBetween, unitsOf } from "../metering/units";
import { type Identification, type Profile, type ProfileRegister, registerWidth, spanOf } from "./profile";
import { type ProfileFile, profileSchema, type RegisterEntry, type SumEntry } from "./profile-schema";
import { vectorFault } from "./profile-vector";

const defaultMaxRegisters = 125;

/**
 * Parses a profile file; `name` is for the texts of errors. Throws PROFILE_INVALID,
 * PROFILE_QUANTITY_UNKNOWN or PROFILE_UNIT_UNKNOWN, naming the place and what would be right.
 */
export function parseProfile(value: unknown, name: string): Profile {
  assertShape(value, name);
  const { modbus, registers: entries, sums = [], vectors, ...file } = value;
  const fail = (place: string, detail: string): never => {
    throw new EnergyError("PROFILE_INVALID", { profile: name, place, detail });
  };
  const registers = new Map<string, ProfileRegister>();
  const add = (register: ProfileRegister, place: string): void => {
    if (registers.has(register.quantity)) fail(place, `"${register.quantity}" appears twice`);
    const { from, to } = spanOf(register);
    if (to > 65_536) fail(place, "ends past address 65535");
    const limit = modbus.maxRegisters ?? defaultMaxRegisters;
    if (to - from > limit) fail(place, `needs ${to - from} registers in one request, but the meter answers ${limit}`);
    const barred = modbus.forbidden?.find(([first, last]) => from <= last && first < to);
    if (barred) fail(place, `stands in the forbidden addresses ${barred[0]} to ${barred[1]}`);
    registers.set(register.quantity, register);
  };
  entries.forEach((entry, index) => {
    const place = `registers/${index} (${entry.quantity})`;
    add(registerOf(entry, modbus, name, place), place);
  });
  sums.forEach((sum, index) => {
    const place = `sums/${index} (${sum.quantity})`;
    assertQuantity(sum.quantity, name, place);
    add(
      sumOf(sum, registers, (detail) => fail(place, detail)),
      place,
    );
  });
  vectors.forEach((vector, index) => {
    const place = `vectors/${index} (${vector.quantity})`;
    const register = registers.get(vector.quantity) ?? fail(place, "is not among the registers of this profile");
    const wrong = vectorFault(vector, register, modbus.wordOrder);
    if (wrong) fail(place, wrong);
  });
  for (const [index, check] of (modbus.identify ?? []).entries()) {
    const wrong = identificationFault(check);
    if (wrong) fail(`modbus/identify/${index}`, wrong);
  }
  return {
    id: file.id,
    vendor: file.vendor,
    models: file.models,
    medium: file.medium,
    datasheet: file.datasheet,
    functionCode: modbus.functionCode,
    wordOrder: modbus.wordOrder,
    maxRegisters: modbus.maxRegisters ?? defaultMaxRegisters,
    forbidden: modbus.forbidden ?? [],
    unitId: modbus.unitId ?? 1,
    serial: modbus.serial ?? {},
    registers: [...registers.values()],
    expect: modbus.expect ?? [],
    identify: modbus.identify ?? [],
    ...(modbus.sunspec && { sunspec: modbus.sunspec }),
  };
}

/** As `assertSchema`, but the place also names the quantity: nobody counts to the 37th register. */
function assertShape(value: unknown, name: string): asserts value is ProfileFile {
  const validate = validatorOf(profileSchema);
  if (validate(value)) return;
  const { place, detail } = describeViolation(validate.errors?.[0]);
  const [list = "", index = "", ...rest] = place.split("/");
  const entry = (value as Record<string, readonly { quantity?: unknown }[]> | undefined)?.[list]?.[Number(index)];
  const named = typeof entry?.quantity === "string" ? `${list}/${index} (${entry.quantity.slice(0, 64)})` : undefined;
  const where = named ? [named, ...rest].join("/") : place;
  throw new EnergyError("PROFILE_INVALID", { profile: name, place: where || "the beginning", detail });
}

function registerOf(
  entry: RegisterEntry,
  modbus: ProfileFile["modbus"],
  profile: string,
  place: string,
): ProfileRegister {
  const fail = (detail: string): never => {
    throw new EnergyError("PROFILE_INVALID", { profile, place, detail });
  };
  const { quantity, address, type, wordOrder, fourQuadrant } = entry;
  const { unit } = assertQuantity(quantity, profile, place);
  const notAvailable = entry.notAvailable ?? modbus.notAvailable?.[type] ?? [];
  const tooWide = notAvailable.find((pattern) => pattern.length > 4 * registerWidth[type]);
  if (tooWide) fail(`"${tooWide}" in notAvailable is wider than ${type}`);

  const allowed = unitsOf(unit);
  if (!allowed.includes(entry.unit)) {
    const units = allowed.map((each) => `"${each}"`).join(", ");
    throw new EnergyError("PROFILE_UNIT_UNKNOWN", { profile, place, unit: entry.unit, quantity, allowed: units });
  }
  const ratio = ratioBetween(entry.unit, unit);
  const scale = decimalRatio(entry.scale ?? 1);

  const factor = entry.scaleFactor === undefined ? undefined : modbus.scaleFactors?.[entry.scaleFactor];
  if (entry.scaleFactor !== undefined && !factor) {
    const known = Object.keys(modbus.scaleFactors ?? {}).join(", ") || "none";
    fail(`there is no scale factor "${entry.scaleFactor}" in modbus/scaleFactors; there are: ${known}`);
  }
  return {
    quantity,
    address,
    type,
    ...reduced(ratio.numerator * scale.numerator, ratio.denominator * scale.denominator),
    notAvailable,
    ...(wordOrder && { wordOrder }),
    ...(fourQuadrant && { fourQuadrant }),
    ...(factor && { exponent: { offset: factor.address - address, usual: factor.usual } }),
    ...(entry.rollover && { rollover: (entry.rollover * ratio.numerator) / ratio.denominator }),
  };
}

/** A sum as one value whose parts stand at several addresses, so that it is read and decoded like any other. */
function sumOf(
  { quantity, plus, minus = [] }: SumEntry,
  registers: ReadonlyMap<string, ProfileRegister>,
  fail: (detail: string) => never,
): ProfileRegister {
  const parts = [...plus, ...minus].map(
    (name) => registers.get(name) ?? fail(`"${name}" is not among the registers of this profile`),
  );
  const [first = fail("has no parts"), ...others] = parts;
  if (others.some((part) => !sameEncoding(part, first))) fail("its parts differ in type, unit or scale");
  const also = others.map(({ address }, index) => ({
    offset: address - first.address,
    sign: index + 1 < plus.length ? (1 as const) : (-1 as const),
  }));
  const { rollover: _, ...encoding } = first;
  return { ...encoding, quantity, also };
}

function sameEncoding(a: ProfileRegister, b: ProfileRegister): boolean {
  const key = ({ type, numerator, denominator, wordOrder, address, exponent }: ProfileRegister): string =>
    [type, numerator, denominator, wordOrder, exponent && address + exponent.offset].join();
  return key(a) === key(b);
}

function assertQuantity(quantity: string, profile: string, place: string): { unit: string } {
  const known = quantities.get(quantity);
  if (known) return known;
  const near = nearest(quantity, [...quantities.keys()]).join(", ");
  throw new EnergyError("PROFILE_QUANTITY_UNKNOWN", { profile, place, quantity, near: near || "-" });
}

function identificationFault(check: Identification): string | undefined {
  if (check.type === "text") return check.length && check.startsWith ? undefined : "a text needs length and startsWith";
  const bounded = check.values !== undefined || check.min !== undefined || check.max !== undefined;
  return bounded ? undefined : "needs values, or min and max: any number would fit";
}

/** 0.001 → 1/1000, exactly as it is written in decimal. */
function decimalRatio(scale: number): { numerator: number; denominator: number } {
  const text = scale.toFixed(12).replace(/0+$/, "");
  const decimals = text.length - text.indexOf(".") - 1;
  const denominator = 10 ** decimals;
  return { numerator: Math.round(scale * denominator), denominator };
}

function reduced(numerator: number, denominator: number): { numerator: number; denominator: number } {
  let [a, b] = [Math.abs(numerator), denominator];
  while (b !== 0) [a, b] = [b, a % b];
  return { numerator: numerator / a, denominator: denominator / a };
}
