import { EnergyError } from "../contract/error";
import { quantities } from "../metering/quantities";
import { type Ratio, ratioBetween } from "../metering/units";

/**
 * From a unit as configured to the quantity's own; no unit is that one. Throws CONFIG_INVALID at
 * `<place>/quantity` or `<place>/unit`.
 */
export function ratioOf(quantity: string, unit: string | undefined, place: string): Ratio {
  const canonical = quantities.get(quantity)?.unit;
  if (canonical === undefined) {
    throw new EnergyError("CONFIG_INVALID", { place: `${place}/quantity`, detail: `there is no "${quantity}"` });
  }
  try {
    return ratioBetween(unit ?? canonical, canonical);
  } catch (thrown) {
    const detail = `"${unit}" cannot be converted to "${canonical}"`;
    throw new EnergyError("CONFIG_INVALID", { place: `${place}/unit`, detail }, { cause: thrown });
  }
}
