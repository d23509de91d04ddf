import { type Medium, quantities } from "../metering/quantities";
import { isBusMeter, isPulseMeter, isVirtualMeter, type MeterModel } from "./site-model";

/** What flows through a meter, where the site model says so. */
export function mediumOf(meter: MeterModel): Medium | undefined {
  if (isPulseMeter(meter)) return meter.pulse.medium;
  if (isVirtualMeter(meter) && meter.virtual.medium) return meter.virtual.medium;
  const named = isBusMeter(meter) ? meter.quantities : isVirtualMeter(meter) ? meter.virtual.quantities : undefined;
  const media = (named ?? []).map((name) => quantities.get(name)?.medium);
  return media.find((medium) => medium !== undefined && medium !== "any");
}
