import { consumption, total } from "../metering/virtual/stand-ins";
import { isBusMeter, type SiteModel } from "../site/site-model";
import { profileFor } from "./profiles";

/** The meters of a site that, by their profiles, count a total and do not tell import from export. */
export function metersWithOnlyTotal({ meters }: SiteModel): string[] {
  return meters
    .filter(isBusMeter)
    .filter(({ id, profile, quantities }) => {
      const counted = quantities ?? registersOf(profile, id);
      return counted.includes(total) && !counted.includes(consumption);
    })
    .map(({ id }) => id);
}

function registersOf(profile: string, meter: string): readonly string[] {
  try {
    return profileFor(profile, meter).registers.map(({ quantity }) => quantity);
  } catch {
    // The reader of this meter reports a profile that is missing or wrong.
    return [];
  }
}
