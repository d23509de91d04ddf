import type { Profile } from "../acquire/profile";
import { type EnergyError, toEnergyError } from "../contract/error";
import { type BusMeter, type BusModel, isBusMeter, type SimulatedBus, type SiteModel } from "../site/site-model";
import { seedOf } from "./chance";
import {
  type ClockFault,
  type Fault,
  isClockFault,
  isLoadFault,
  isMeteringFault,
  isWireFault,
  type WireFault,
} from "./faults/fault";
import { withLoadFaults } from "./faults/load-fault";
import { withMeteringFaults } from "./faults/metering-fault";
import { MeterImage } from "./meter-image";
import { meterValues } from "./meter-values";
import type { Slave } from "./modbus-slave";
import { plantLoads } from "./plant-load";
import { WallClock } from "./wall-clock";

/** A meter of a simulated bus, ready to answer. */
export interface SimulatedMeter extends Slave {
  readonly model: BusMeter;
  readonly pastHours: number;
  /** What is wrong with its answers. */
  readonly faults: readonly WireFault[];
  readonly clockFaults: readonly ClockFault[];
}

export interface PlayedBus {
  readonly model: BusModel & { readonly simulated: SimulatedBus };
  readonly slaves: ReadonlyMap<number, SimulatedMeter>;
}

export interface SimulatedPlant {
  readonly site: string;
  readonly buses: readonly PlayedBus[];
  /** Meters that cannot be played, by meter; the others are. */
  readonly problems: ReadonlyMap<string, EnergyError>;
}

const defaultRatedKw = 30;

/** The simulated part of a site, with what is wrong in it. `profileOf` throws PROFILE_UNKNOWN or PROFILE_INVALID. */
export function simulatedPlant(
  site: SiteModel,
  profileOf: (profile: string, meter: string) => Profile,
  faults: readonly Fault[] = [],
): SimulatedPlant {
  const played = site.buses.filter((bus): bus is BusModel & { simulated: SimulatedBus } => bus.simulated !== undefined);
  const busOf = new Map(played.map((bus) => [bus.id, bus.simulated]));
  const meters = site.meters.filter(isBusMeter).flatMap((meter) => {
    const bus = busOf.get(meter.bus);
    return bus ? [{ meter, bus, faults: faults.filter((fault) => fault.meter === meter.id) }] : [];
  });
  const loads = plantLoads(
    meters.map(({ meter, bus, faults: own }) => ({
      ...meter,
      ...bus,
      ratedKw: meter.ratedPowerKw ?? defaultRatedKw,
      wrong: (load) => withLoadFaults(load, own.filter(isLoadFault)),
    })),
    new WallClock(site.timeZone),
  );

  const problems = new Map<string, EnergyError>();
  const images = new Map<string, MeterImage>();
  const simulate = ({ meter, bus, faults: own }: (typeof meters)[number]): SimulatedMeter[] => {
    const load = loads.get(meter.id);
    if (!load) return [];
    try {
      const image = images.get(meter.profile) ?? new MeterImage(profileOf(meter.profile, meter.id));
      images.set(meter.profile, image);
      const seed = seedOf(bus.seed, meter.id);
      const valuesAt = withMeteringFaults((at) => meterValues(load, seed, at), own.filter(isMeteringFault));
      const { pastHours } = bus;
      const played = { faults: own.filter(isWireFault), clockFaults: own.filter(isClockFault) };
      return [{ model: meter, image, pastHours, valuesAt, ...played }];
    } catch (error) {
      problems.set(meter.id, toEnergyError(error));
      return [];
    }
  };
  const simulated = meters.flatMap(simulate);

  const buses = played.map((model): PlayedBus => {
    const own = simulated.filter((meter) => meter.model.bus === model.id);
    return { model, slaves: new Map(own.map((meter) => [meter.model.unitId, meter])) };
  });
  return { site: site.id, buses, problems };
}
