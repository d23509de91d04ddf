/** What is to be read, over one connection to 127.0.0.1: the ten values of meters with the unit ids 1, 2, … */
export interface Plant {
  readonly port: number;
  readonly meters: number;
  /** Requests that may be outstanding at a time. */
  readonly parallel: number;
}

/** One way to read meters, in a closed loop driven from outside. */
export interface Reader {
  /** Reads the meter with this unit id once; `arrived` is called with it. */
  ask(unitId: number): void;
}

export type OpenReader = (plant: Plant, arrived: (unitId: number) => void) => Promise<Reader>;

/** Reads in a second, and what they cost the process, µs. */
export interface Throughput {
  readonly perSecond: number;
  readonly cpuMicroseconds: number;
}
