import { EnergyError } from "../contract/error";
import { quantityNamed } from "../metering/quantities";
import { unitsOf } from "../metering/units";
import { joinPlace, refuse } from "./tariff-error";

/** In what water is priced, though it is counted in litres. */
const usual: Readonly<Record<string, string>> = { L: "m³" };

/** Checks that a quantity exists and can be billed: it must be counted, not a state like power. */
export function checkQuantity(name: string, place: string): void {
  try {
    if (quantityNamed(name).kind !== "register") refuse(place, `"${name}" is not counted, so it cannot be billed`);
  } catch (error) {
    if (error instanceof EnergyError && error.code === "QUANTITY_UNKNOWN") {
      refuse(place, `there is no quantity "${name}"`);
    }
    throw error;
  }
}

/** The unit in which a quantity is priced: the one that is written, or the usual one. */
export function parseUnit(raw: unknown, quantity: string, isConverted: boolean, place: string): string {
  const canonical = isConverted ? "kWh" : quantityNamed(quantity).unit;
  if (raw === undefined) return usual[canonical] ?? canonical;
  const known = unitsOf(canonical);
  if (!known.includes(raw as string)) refuse(joinPlace(place, "unit"), `must be one of ${known.join(", ")}`);
  return raw as string;
}

/** The unit of the power that a counted quantity makes in an hour. */
export function powerUnit(quantity: string, isConverted: boolean): string {
  const { unit } = quantityNamed(quantity);
  if (isConverted) return "kW";
  return unit.endsWith("h") ? unit.slice(0, -1) : `${unit}/h`;
}
