import type { Load } from "../machine-load";
import type { MeterLoad } from "../plant-load";
import type { LoadFault } from "./fault";
import { elapsedAt, occurrenceAt, type Schedule } from "./moments";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Reactive over active power of what is added: a motor at cos φ = 0.9. */
const extraTanPhi = 0.48;

/** What a fault adds to the load; energies are the exact integrals of the powers. */
interface Extra {
  /** kW. */
  powerAt(at: number): number;
  /** kWh since ever. */
  energyAt(at: number): number;
}

/** A machine that uses what it should not: power and every register of it follow, and so do the main meters. */
export function withLoadFaults(load: MeterLoad, faults: readonly LoadFault[]): MeterLoad {
  if (faults.length === 0) return load;
  const extras = faults.map(extraOf);
  const add = (to: Load, active: number): Load => ({
    active: to.active + active,
    reactive: to.reactive + active * extraTanPhi,
  });
  return {
    powerAt: (at) => add(load.powerAt(at), sum(extras.map((extra) => extra.powerAt(at)))),
    energyAt: (at) => add(load.energyAt(at), sum(extras.map((extra) => extra.energyAt(at)))),
  };
}

function extraOf(fault: LoadFault): Extra {
  const { schedule } = fault;
  if (fault.fault === "drift") return drift(schedule, fault.powerKwPerDay);
  const { powerKw } = fault;
  return {
    powerAt: (at) => (occurrenceAt(schedule, at) ? powerKw : 0),
    energyAt: (at) => integral(schedule, at, (ms) => (powerKw * ms) / hourMs),
  };
}

/** Grows from nothing, the same every day, until it is mended. */
function drift(schedule: Schedule, kwPerDay: number): Extra {
  return {
    powerAt(at) {
      const occurrence = occurrenceAt(schedule, at);
      return occurrence ? (kwPerDay * (at - occurrence.from)) / dayMs : 0;
    },
    energyAt: (at) => integral(schedule, at, (ms) => (kwPerDay / 2) * (ms / dayMs) * (ms / hourMs)),
  };
}

/** Energy of all occurrences until `at`, where `energyOf` is that of one that has lasted for so many ms. */
function integral(schedule: Schedule, at: number, energyOf: (ms: number) => number): number {
  const { complete, currentMs } = elapsedAt(schedule, at);
  const whole = complete === 0 ? 0 : complete * energyOf(schedule.until - schedule.from);
  return whole + energyOf(currentMs);
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
