import { type BusMeter, isBusMeter, type MeterModel, type SiteModel } from "./site-model";

/** Where the registers of a meter model return to 0, by quantity; empty where its profile does not say. */
export type ProfileRollovers = (meter: BusMeter) => Readonly<Record<string, number>>;

/** What the accumulator must know of each meter, as its configuration has it. */
export function countingRules({ meters }: SiteModel, profileRollovers: ProfileRollovers): Record<string, object> {
  return Object.fromEntries(
    meters.map((meter) => {
      const { id, ratedPowerKw, ratedFlow, resolution, events } = meter;
      const rollover = rolloverOf(meter, profileRollovers);
      return [
        id,
        {
          ...(ratedPowerKw !== undefined && { ratedPowerKw }),
          ...(ratedFlow !== undefined && { ratedFlow }),
          ...(rollover !== undefined && { rollover }),
          ...(resolution !== undefined && { resolution }),
          ...(events && { events }),
        },
      ];
    }),
  );
}

/** The site model's own word, else the profile's; a profile knows nothing of a meter whose values are corrected. */
function rolloverOf(meter: MeterModel, profileRollovers: ProfileRollovers) {
  if (meter.rollover !== undefined || meter.calibrations || !isBusMeter(meter)) return meter.rollover;
  const known = profileRollovers(meter);
  return Object.keys(known).length > 0 ? known : undefined;
}
