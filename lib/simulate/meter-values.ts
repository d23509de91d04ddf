import { between } from "./chance";
import type { Load } from "./machine-load";
import type { MeterLoad } from "./plant-load";
import { supplyAt } from "./supply";

/** A quantity's value at one time, in its canonical unit; undefined where a meter of electricity does not know it. */
export type ValueOf = (quantity: string) => number | undefined;

const quarterMs = 15 * 60_000;
const phases = ["l1", "l2", "l3"] as const;
const suffixes = /^(.+?)(?:_(l1_l2|l2_l3|l3_l1|l1|l2|l3|n|sum|t1|t2|partial))?$/;

/** Share of the energy that the first of two tariff registers counts. */
const firstTariff = 0.62;

/** Share of the energy that a partial counter has counted since somebody set it to 0. */
const sinceReset = 0.1;

/** Everything an electricity meter shows at `at` (ms UTC): three phases, all following from load and supply. */
export function meterValues(load: MeterLoad, seed: number, at: number): ValueOf {
  const power = load.powerAt(at);
  const apparent = Math.hypot(power.active, power.reactive);
  const { volts, hertz } = supplyAt(seed, at);
  const shares = phaseShares(seed);
  const amperes = shares.map((share, phase) => (1000 * apparent * share) / (volts[phase] ?? 230));
  // A block of registers is often asked without its energies, and these cost the most to know.
  let energy: Load | undefined;
  const counted = (): Load => {
    energy ??= load.energyAt(at);
    return energy;
  };

  const split = (total: number, suffix: string): number | undefined => {
    if (suffix === "") return total;
    if (suffix === "t1") return total * firstTariff;
    if (suffix === "t2") return total * (1 - firstTariff);
    if (suffix === "partial") return total * sinceReset;
    const share = shares[phases.indexOf(suffix as "l1")];
    return share === undefined ? undefined : total * share;
  };

  return (quantity) => {
    const [, base = "", suffix = ""] = suffixes.exec(quantity) ?? [];
    switch (base) {
      case "active_power":
      case "active_power_import":
        return split(power.active, suffix);
      case "reactive_power":
        return split(power.reactive, suffix);
      case "apparent_power":
        return split(apparent, suffix);
      case "power_factor":
        return power.active / apparent;
      case "phase_angle":
        return (Math.atan2(power.reactive, power.active) * 180) / Math.PI;
      case "phase_sequence":
        return 0;
      case "voltage":
        return voltage(volts, suffix);
      case "voltage_thd":
        return between(seed, 30 + phases.indexOf(suffix as "l1"), 1.2, 2.8);
      case "current":
        return current(amperes, suffix);
      case "frequency":
        return hertz;
      case "active_power_demand":
        return demandKw(load, at);
      case "active_power_demand_max":
        return highestDemandKw(load, at);
      case "active_energy_import":
      case "active_energy_total":
        return split(counted().active, suffix);
      case "reactive_energy_import":
      case "reactive_energy_total":
        return split(counted().reactive, suffix);
      case "reactive_energy_q1":
        return split(counted().reactive, suffix);
      case "apparent_energy_import":
      case "apparent_energy_total":
        return split(Math.hypot(counted().active, counted().reactive), suffix);
      case "active_power_export":
      case "active_energy_export":
      case "reactive_energy_export":
      case "reactive_energy_q2":
      case "reactive_energy_q3":
      case "reactive_energy_q4":
      case "apparent_energy_export":
        return 0;
      case "temperature":
        return between(seed, 40, 28, 36);
      case "serial_number":
        return Math.floor(between(seed, 41, 10_000_000, 99_999_999));
      default:
        return undefined;
    }
  };
}

/** No installation is quite symmetrical. The shares make 1, so that the phases add up to the total. */
function phaseShares(seed: number): readonly [number, number, number] {
  const l1 = between(seed, 20, 0.31, 0.355);
  const l2 = between(seed, 21, 0.31, 0.355);
  return [l1, l2, 1 - l1 - l2];
}

function voltage(volts: readonly number[], suffix: string): number | undefined {
  const [l1 = 0, l2 = 0, l3 = 0] = volts;
  // Two vectors 120° apart.
  const between120 = (a: number, b: number): number => Math.sqrt(a * a + b * b + a * b);
  const lineToLine = [between120(l1, l2), between120(l2, l3), between120(l3, l1)];
  const named: Readonly<Record<string, number | undefined>> = {
    "": (l1 + l2 + l3) / 3,
    l1,
    l2,
    l3,
    l1_l2: lineToLine[0],
    l2_l3: lineToLine[1],
    l3_l1: lineToLine[2],
  };
  return named[suffix];
}

function current(amperes: readonly number[], suffix: string): number | undefined {
  const [l1 = 0, l2 = 0, l3 = 0] = amperes;
  const sum = l1 + l2 + l3;
  // The neutral carries what three vectors 120° apart leave over.
  const n = Math.sqrt(Math.max(0, l1 * l1 + l2 * l2 + l3 * l3 - l1 * l2 - l2 * l3 - l3 * l1));
  const named: Readonly<Record<string, number>> = { "": sum / 3, l1, l2, l3, n, sum };
  return named[suffix];
}

/** Mean power of the last quarter of an hour. */
function demandKw(load: MeterLoad, at: number): number {
  return (load.energyAt(at).active - load.energyAt(at - quarterMs).active) * 4;
}

const highest = new WeakMap<MeterLoad, { readonly quarter: number; readonly kw: number }>();

/** The highest demand of the last day's whole quarter hours; kept for as long as the quarter hour lasts. */
function highestDemandKw(load: MeterLoad, at: number): number {
  const quarter = Math.floor(at / quarterMs);
  const known = highest.get(load);
  if (known?.quarter === quarter) return known.kw;
  const counted = Array.from({ length: 97 }, (_, back) => load.energyAt((quarter - back) * quarterMs).active);
  const kw = 4 * Math.max(...counted.slice(1).map((before, back) => (counted[back] ?? 0) - before));
  highest.set(load, { quarter, kw });
  return kw;
}
