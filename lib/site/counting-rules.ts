import type { SiteModel } from "./site-model";

/** What the accumulator must know of each meter, as its configuration has it. */
export function countingRules({ meters }: SiteModel): Record<string, object> {
  return Object.fromEntries(
    meters.map(({ id, ratedPowerKw, ratedFlow, rollover, resolution, events }) => [
      id,
      {
        ...(ratedPowerKw !== undefined && { ratedPowerKw }),
        ...(ratedFlow !== undefined && { ratedFlow }),
        ...(rollover !== undefined && { rollover }),
        ...(resolution !== undefined && { resolution }),
        ...(events && { events }),
      },
    ]),
  );
}
