import { between, chance } from "./chance";
import { daysPerYear, quartersPerDay, worksLevel, worksTanPhi } from "./works-load";

/** Active and reactive together: kW and kvar, or kWh and kvarh. */
export interface Load {
  readonly active: number;
  readonly reactive: number;
}

const quarterS = 900;
const quarterMs = quarterS * 1000;
const dayMs = quartersPerDay * quarterMs;
/** The demand of the last day touches two. */
const rememberedDays = 2;

/** Below this share of the works' peak a machine stands still. */
const standstill = 0.05;

/** A flicker of three sines that run whole periods in a quarter hour, so that it adds no energy to it. */
const flickerPeriods = [97, 211, 331] as const;

interface Quarter {
  /** Mean power of what never stops, kW. */
  readonly baseKw: number;
  /** Mean power of what production adds, kW. */
  readonly productionKw: number;
  /** Share of each cycle in which the machine works. */
  readonly duty: number;
  readonly tanPhi: number;
  /** In the series' year. */
  readonly index: number;
}

/**
 * The load of one machine over wall time (ms, see `wall-clock.ts`): a base that never stops, and cycles
 * of work that follow the works' load. Power and energy are closed formulas of the time, so that the
 * energy of any period is exactly the integral of the power, without a state.
 */
export class MachineLoad {
  readonly #seed: number;
  readonly #baseKw: number;
  readonly #headroomKw: number;
  readonly #response: number;
  readonly #dutyShare: number;
  readonly #cycles: number;
  readonly #lagQuarters: number;
  /** Energy from the start of the series' year to the start of each of its days; the last entry is the year. */
  readonly #dayStarts: readonly Load[];
  readonly #days = new Map<number, readonly Load[]>();

  constructor(ratedKw: number, seed: number) {
    this.#seed = seed;
    this.#baseKw = ratedKw * between(seed, 1, 0.03, 0.08);
    this.#headroomKw = ratedKw - this.#baseKw * 1.8;
    this.#response = between(seed, 2, 0.6, 1.1);
    this.#dutyShare = between(seed, 3, 0.5, 0.95);
    this.#cycles = Math.floor(between(seed, 4, 2, 12));
    this.#lagQuarters = Math.floor(between(seed, 5, -1, 2));
    this.#dayStarts = this.#sumDays();
  }

  /** kW and kvar at this wall time. */
  powerAt(wall: number): Load {
    const index = Math.floor(wall / quarterMs);
    const quarter = this.#quarter(index);
    const second = (wall - index * quarterMs) / 1000;
    const base = quarter.baseKw * (1 + 0.5 * this.#flicker(quarter, second));
    const active = base + (this.#works(quarter, second) ? quarter.productionKw / quarter.duty : 0);
    return { active, reactive: active * quarter.tanPhi };
  }

  /** kWh and kvarh from wall time 0 to this one. */
  energyAt(wall: number): Load {
    const day = Math.floor(wall / dayMs);
    const years = Math.floor(day / daysPerYear);
    const year = this.#dayStarts[daysPerYear] as Load;
    const start = this.#dayStarts[day - years * daysPerYear] as Load;
    const index = Math.floor(wall / quarterMs);
    const whole = this.#quartersOf(day)[index - day * quartersPerDay] as Load;
    const quarter = this.#quarter(index);
    const part = this.#partKwh(quarter, (wall - index * quarterMs) / 1000);
    return {
      active: years * year.active + start.active + whole.active + part,
      reactive: years * year.reactive + start.reactive + whole.reactive + part * quarter.tanPhi,
    };
  }

  /** Energy from the start of a day to the start of each of its quarter hours; remembered for the last two days asked. */
  #quartersOf(day: number): readonly Load[] {
    const known = this.#days.get(day);
    if (known) return known;
    const quarters: Load[] = [{ active: 0, reactive: 0 }];
    for (let quarter = 1; quarter < quartersPerDay; quarter++) {
      const whole = this.#quarterEnergy(day * quartersPerDay + quarter - 1);
      const before = quarters[quarter - 1] as Load;
      quarters.push({ active: before.active + whole.active, reactive: before.reactive + whole.reactive });
    }
    for (const old of this.#days.keys()) if (this.#days.size >= rememberedDays) this.#days.delete(old);
    this.#days.set(day, quarters);
    return quarters;
  }

  #quarter(index: number): Quarter {
    const inYear = index % (daysPerYear * quartersPerDay);
    const level = worksLevel(inYear - this.#lagQuarters);
    // Orders differ from hour to hour: this machine has more or less to do than the works as a whole.
    const share = level < standstill ? 0 : level ** this.#response * between(this.#seed, 100 + (inYear >> 2), 0.7, 1.2);
    const productionKw = this.#headroomKw * Math.min(0.95, share);
    const duty = Math.max(this.#dutyShare, productionKw / this.#headroomKw);
    const baseKw = this.#baseKw * between(this.#seed, 10_000 + (inYear >> 1), 0.8, 1.2);
    return { baseKw, productionKw, duty, tanPhi: worksTanPhi(inYear), index: inYear };
  }

  #quarterEnergy(index: number): Load {
    const quarter = this.#quarter(index);
    const active = (quarter.baseKw + quarter.productionKw) / 4;
    return { active, reactive: active * quarter.tanPhi };
  }

  #partKwh(quarter: Quarter, second: number): number {
    const base = quarter.baseKw * (second + 0.5 * this.#flickered(quarter, second));
    return (base + (quarter.productionKw / quarter.duty) * this.#workedS(quarter, second)) / 3600;
  }

  /** Cycles are whole in a quarter hour, and begin elsewhere in each. */
  #shift(quarter: Quarter): number {
    return (quarterS / this.#cycles) * chance(this.#seed, 30_000 + quarter.index);
  }

  #works(quarter: Quarter, second: number): boolean {
    const period = quarterS / this.#cycles;
    return (second + this.#shift(quarter)) % period < period * quarter.duty;
  }

  /** Seconds worked since the quarter hour began. */
  #workedS(quarter: Quarter, second: number): number {
    const period = quarterS / this.#cycles;
    const workS = period * quarter.duty;
    const worked = (s: number): number => Math.floor(s / period) * workS + Math.min(s % period, workS);
    const shift = this.#shift(quarter);
    return worked(second + shift) - worked(shift);
  }

  #phase(quarter: Quarter, sine: number): number {
    return 2 * Math.PI * chance(this.#seed, 70_000 + quarter.index * flickerPeriods.length + sine);
  }

  /** Between -1 and 1. */
  #flicker(quarter: Quarter, second: number): number {
    const sine = (periods: number, i: number): number =>
      Math.sin((2 * Math.PI * periods * second) / quarterS + this.#phase(quarter, i));
    return mean(flickerPeriods.map(sine));
  }

  /** The integral of the flicker since the quarter hour began, s. */
  #flickered(quarter: Quarter, second: number): number {
    const integral = (periods: number, i: number): number => {
      const speed = (2 * Math.PI * periods) / quarterS;
      const phase = this.#phase(quarter, i);
      return (Math.cos(phase) - Math.cos(speed * second + phase)) / speed;
    };
    return mean(flickerPeriods.map(integral));
  }

  #sumDays(): readonly Load[] {
    const starts: Load[] = [{ active: 0, reactive: 0 }];
    let active = 0;
    let reactive = 0;
    for (let index = 0; index < daysPerYear * quartersPerDay; index++) {
      const whole = this.#quarterEnergy(index);
      active += whole.active;
      reactive += whole.reactive;
      if (index % quartersPerDay === quartersPerDay - 1) starts.push({ active, reactive });
    }
    return starts;
  }
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
