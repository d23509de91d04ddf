import { type EnergyError, toEnergyError } from "../contract/error";
import type { SimulatedPlant } from "../simulate/simulated-plant";
import { type ServedBus, serveBus } from "./simulated-bus";

/** A simulated plant that masters can reach. */
export interface ServedPlant {
  readonly buses: number;
  /** Buses on which no meter answers. */
  readonly failing: number;
  /** Meters on the buses that are played. */
  readonly meters: number;
  /** From here on the meters answer. */
  release(): void;
  /** Frees every port and device. */
  close(): Promise<void>;
}

/** Plays every bus of a plant; one that cannot be played does not keep the others from it. `clock` in ms UTC. */
export async function servePlant(
  { buses }: SimulatedPlant,
  clock: () => number,
  onProblem: (bus: string, error: EnergyError) => void,
): Promise<ServedPlant> {
  const served: ServedBus[] = [];
  const answering: number[] = [];
  await Promise.all(
    buses.map(async (bus) => {
      const fail = (error: EnergyError): void => onProblem(bus.model.id, error);
      try {
        served.push(await serveBus(bus, clock, fail));
        if (bus.slaves.size > 0) answering.push(bus.slaves.size);
      } catch (error) {
        fail(toEnergyError(error));
      }
    }),
  );
  return {
    buses: buses.length,
    failing: buses.length - answering.length,
    meters: answering.reduce((sum, count) => sum + count, 0),
    release() {
      for (const bus of served) bus.release();
    },
    async close() {
      await Promise.all(served.map((bus) => bus.close()));
    },
  };
}
