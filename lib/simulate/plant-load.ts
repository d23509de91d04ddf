import { seedOf } from "./chance";
import { type Load, MachineLoad } from "./machine-load";
import { installedAt, type WallClock } from "./wall-clock";

/** What the simulation needs to know of one meter. */
export interface LoadedMeter {
  readonly id: string;
  readonly role: "main" | "sub";
  readonly ratedKw: number;
  /** Of its bus. */
  readonly seed: number;
  /** Simulated seconds per second of the clock. */
  readonly speed: number;
  /** What is wrong with the machine, as its load with and without it. */
  readonly wrong?: (load: MeterLoad) => MeterLoad;
}

/** Power and registers of one meter at any time `at` (ms UTC), the past and the future included. */
export interface MeterLoad {
  /** kW and kvar. */
  powerAt(at: number): Load;
  /** kWh and kvarh since the installation; 0 before it. */
  energyAt(at: number): Load;
}

/** What no sub-meter sees (light, offices, losses), as a share of all that they are rated for. */
const unmeteredShare = 0.04;

/**
 * The load of every meter. A sub-meter measures a machine of its own; the main meters share the sum of
 * them all and a small rest, so that main less subs is that rest in power and in every register.
 */
export function plantLoads(meters: readonly LoadedMeter[], clock: WallClock): ReadonlyMap<string, MeterLoad> {
  const subs = meters.filter(({ role }) => role === "sub");
  const mains = meters.filter(({ role }) => role === "main");
  const asItIs = (meter: LoadedMeter, load: MeterLoad): MeterLoad => meter.wrong?.(load) ?? load;
  const alone = (meter: LoadedMeter): [string, MeterLoad] => [meter.id, asItIs(meter, machineOn(meter, clock))];
  const loads = new Map(subs.map(alone));
  const [first] = mains;
  if (!first) return loads;
  if (subs.length === 0) return new Map(mains.map(alone));

  const restKw = unmeteredShare * subs.reduce((sum, { ratedKw }) => sum + ratedKw, 0);
  const rest = machineOn({ ...first, id: "unmetered", ratedKw: restKw }, clock);
  const whole = [...loads.values(), rest];
  const mainsKw = mains.reduce((sum, { ratedKw }) => sum + ratedKw, 0);
  for (const main of mains) loads.set(main.id, asItIs(main, sharedLoad(whole, main.ratedKw / mainsKw)));
  return loads;
}

/**
 * One machine seen through its bus's clock. Where that runs faster, registers still count what the power
 * amounts to by the clock of whoever reads them: energy = power × time holds at any speed.
 */
function machineOn(meter: LoadedMeter, clock: WallClock): MeterLoad {
  const machine = new MachineLoad(meter.ratedKw, seedOf(meter.seed, meter.id));
  const simulated = (at: number): number => installedAt + Math.max(0, at - installedAt) * meter.speed;
  const atInstallation = machine.energyAt(clock.wallAt(installedAt));
  // What the wall clock's changes would count twice or leave out, summed up to the first, second … of them.
  const changed: Load[] = [atInstallation];

  const changedUntil = (time: number): Load => {
    const changes = clock.changesUntil(time);
    for (const change of changes.slice(changed.length - 1)) {
      const jump = minus(machine.energyAt(change.after), machine.energyAt(change.before));
      changed.push(plus(changed.at(-1) as Load, jump));
    }
    return changed[changes.length] as Load;
  };

  return {
    powerAt: (at) => machine.powerAt(clock.wallAt(simulated(at))),
    energyAt(at) {
      const time = simulated(at);
      const counted = minus(machine.energyAt(clock.wallAt(time)), changedUntil(time));
      return times(counted, 1 / meter.speed);
    },
  };
}

function sharedLoad(loads: readonly MeterLoad[], share: number): MeterLoad {
  const sum = (of: (load: MeterLoad) => Load): Load =>
    times(
      loads.reduce((total, load) => plus(total, of(load)), { active: 0, reactive: 0 }),
      share,
    );
  return { powerAt: (at) => sum((load) => load.powerAt(at)), energyAt: (at) => sum((load) => load.energyAt(at)) };
}

const plus = (a: Load, b: Load): Load => ({ active: a.active + b.active, reactive: a.reactive + b.reactive });
const minus = (a: Load, b: Load): Load => ({ active: a.active - b.active, reactive: a.reactive - b.reactive });
const times = (a: Load, factor: number): Load => ({ active: a.active * factor, reactive: a.reactive * factor });
