import { type Medium, quantities } from "../metering/quantities";
import { isBusMeter, isDeviceMeter, isPulseMeter, isVirtualMeter, type MeterModel } from "./site-model";

/** What flows through a meter, where the site model says so. */
export function mediumOf(meter: MeterModel): Medium | undefined {
  if (isPulseMeter(meter)) return meter.pulse.medium;
  if (isVirtualMeter(meter) && meter.virtual.medium) return meter.virtual.medium;
  return mediumShownBy(namedBy(meter));
}

/** What such quantities are of: a water meter may tell the temperature, too. */
export function mediumShownBy(names: readonly string[]): Medium | undefined {
  const media = names.map((name) => quantities.get(name)?.medium).filter((medium) => medium && medium !== "any");
  return media.find((medium) => medium !== "environment") ?? media[0];
}

/** The quantities that the site model names of a meter. */
function namedBy(meter: MeterModel): readonly string[] {
  if (isBusMeter(meter)) return meter.quantities ?? [];
  if (isVirtualMeter(meter)) return meter.virtual.quantities ?? [];
  if (!isDeviceMeter(meter)) return [];
  const { mapping = [], decoder = [] } = meter.device;
  return [...mapping, ...decoder.flatMap(({ fields }) => fields)].map(({ quantity }) => quantity);
}
