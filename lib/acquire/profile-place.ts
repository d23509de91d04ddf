import { EnergyError } from "../contract/error";
import { nearest } from "../contract/nearest";
import { type Quantity, quantities } from "../metering/quantities";
import { unitsOf } from "../metering/units";

/** A place in a profile's file, for what is wrong there. */
export class ProfilePlace {
  readonly #profile: string;
  readonly #place: string;

  constructor(profile: string, place: string) {
    this.#profile = profile;
    this.#place = place;
  }

  wrong(detail: string): never {
    throw new EnergyError("PROFILE_INVALID", { profile: this.#profile, place: this.#place, detail });
  }

  /** Throws PROFILE_QUANTITY_UNKNOWN with those that are like it. */
  quantity(name: string): Quantity {
    const known = quantities.get(name);
    if (known) return known;
    const near = nearest(name, [...quantities.keys()]).join(", ") || "-";
    throw new EnergyError("PROFILE_QUANTITY_UNKNOWN", {
      profile: this.#profile,
      place: this.#place,
      quantity: name,
      near,
    });
  }

  /** Throws PROFILE_UNIT_UNKNOWN with those that the quantity can have. */
  unit(unit: string, quantity: Quantity): void {
    const units = unitsOf(quantity.unit);
    if (units.includes(unit)) return;
    const allowed = units.map((each) => `"${each}"`).join(", ");
    throw new EnergyError("PROFILE_UNIT_UNKNOWN", {
      profile: this.#profile,
      place: this.#place,
      unit,
      quantity: quantity.name,
      allowed,
    });
  }
}
