import { ratioBetween } from "../metering/units";
import { type ProfileRegister, registerWidth } from "./profile";
import type { ProfilePlace } from "./profile-place";
import type { ProfileFile, RegisterEntry, ScaleFactor, SumEntry } from "./profile-schema";

/** A register as the file has it, with its exact ratio to the canonical unit. */
export function registerOf(entry: RegisterEntry, modbus: ProfileFile["modbus"], place: ProfilePlace): ProfileRegister {
  const { address, type, wordOrder, fourQuadrant } = entry;
  const quantity = place.quantity(entry.quantity);
  place.unit(entry.unit, quantity);
  const notAvailable = entry.notAvailable ?? modbus.notAvailable?.[type] ?? [];
  const tooWide = notAvailable.find((pattern) => pattern.length > 4 * registerWidth[type]);
  if (tooWide) place.wrong(`"${tooWide}" in notAvailable is wider than ${type}`);

  const ratio = ratioBetween(entry.unit, quantity.unit);
  const scale = decimalRatio(entry.scale ?? 1);
  const factor = scaleFactorOf(entry, modbus, place);
  return {
    quantity: quantity.name,
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

function scaleFactorOf(
  { scaleFactor }: RegisterEntry,
  { scaleFactors = {} }: ProfileFile["modbus"],
  place: ProfilePlace,
): ScaleFactor | undefined {
  if (scaleFactor === undefined) return undefined;
  const factor = Object.hasOwn(scaleFactors, scaleFactor) ? scaleFactors[scaleFactor] : undefined;
  if (factor) return factor;
  const known = Object.keys(scaleFactors).join(", ");
  if (known === "") place.wrong(`there is no scale factor "${scaleFactor}": modbus/scaleFactors is empty`);
  return place.wrong(`there is no scale factor "${scaleFactor}" in modbus/scaleFactors; there are: ${known}`);
}

/** A sum as one value whose parts stand at several addresses, so that it is read and decoded like any other. */
export function sumOf(
  sum: SumEntry,
  registers: ReadonlyMap<string, ProfileRegister>,
  place: ProfilePlace,
): ProfileRegister {
  const { name } = place.quantity(sum.quantity);
  const parts = [...sum.plus, ...(sum.minus ?? [])].map(
    (part) => registers.get(part) ?? place.wrong(`"${part}" is not among the registers of this profile`),
  );
  const [first = place.wrong("has no parts"), ...others] = parts;
  if (others.some((part) => !sameEncoding(part, first))) place.wrong("its parts differ in type, unit or scale");
  const also = others.map(({ address }, index) => ({
    offset: address - first.address,
    sign: index + 1 < sum.plus.length ? (1 as const) : (-1 as const),
  }));
  const { rollover: _, ...encoding } = first;
  return { ...encoding, quantity: name, also };
}

function sameEncoding(a: ProfileRegister, b: ProfileRegister): boolean {
  const key = ({ type, numerator, denominator, wordOrder, address, exponent }: ProfileRegister): string =>
    [type, numerator, denominator, wordOrder, exponent && address + exponent.offset].join();
  return key(a) === key(b);
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
