import type { BusConfig } from "../lib/acquire/bus-config";
import { MeteredPoint } from "../lib/io/metered-point";
import { startGateway } from "./modbus/children";
import { startTimedLine } from "./modbus/timed-line";
import type { Options } from "./run";

const intervalMs = 1000;
const line = { baud: 9600, parity: "none", stopBits: 1 } as const;
const turnaroundMs = 20;
/** Every fifth meter dies when all have been read for a while. */
const deadAfterMs = 6000;
const isDead = (unitId: number): boolean => unitId % 5 === 0;
/** Before everything has its place, ms. */
const settleMs = 3000;
/** A meter is waited for once for the whole timeout before it counts as dead: so long the others notice, ms. */
const dyingMs = 6000;

const gateway = { meters: 50, serviceMs: 20, intervalMs: 500 };
/** One short request on every transport. */
const quantities = ["voltage_l1", "voltage_l2", "voltage_l3"];

/**
 * How far the intervals of healthy meters are from the wished one when a fifth of the meters is silent, on RTU and on TCP,
 * for `--seconds` (40), and how much longer they once wait in the moment in which all of those die; and what a gateway
 * still delivers that is asked for twice what it can do.
 */
export async function run({ seconds = 40 }: Options): Promise<object> {
  return {
    rtu: await onSerialLine(10, seconds),
    tcp: await onGateway(20, 1, seconds),
    tcpParallel4: await onGateway(20, 4, seconds),
    overload: await overload(1, seconds / 2),
    overloadParallel4: await overload(4, seconds / 2),
  };
}

interface Intervals {
  readonly healthyMeters: number;
  readonly readings: number;
  /** Of the wished interval, %: the 99th part of all, and the worst. */
  readonly p99DeviationPercent: number;
  readonly worstDeviationPercent: number;
  /** The longest delay while the meters died, ms. */
  readonly dyingDelayMs: number;
}

const unitIds = (meters: number): number[] => Array.from({ length: meters }, (_, n) => n + 1);

async function onSerialLine(meters: number, seconds: number): Promise<Intervals & { early: number }> {
  const dead = unitIds(meters).filter(isDead);
  const served = await startTimedLine({ baud: line.baud, turnaroundMs, dead, deadAfterMs });
  const bus = { transport: "rtu", path: served.path, line, turnaroundMs, timeoutMs: 500, pauseMs: 0 } as const;
  const intervals = intervalsOf(await poll(bus, meters, intervalMs, dead, seconds));
  const { early } = await served.stop();
  return { ...intervals, early };
}

async function onGateway(meters: number, parallel: number, seconds: number): Promise<Intervals> {
  const dead = unitIds(meters).filter(isDead);
  const served = await startGateway({ dead, deadAfterMs, serviceMs: 2 });
  try {
    return intervalsOf(await poll(tcp(served.port, parallel), meters, intervalMs, dead, seconds));
  } finally {
    await served.stop();
  }
}

async function overload(parallel: number, seconds: number): Promise<object> {
  const { meters, serviceMs } = gateway;
  const served = await startGateway({ dead: [], deadAfterMs: 0, serviceMs });
  try {
    const { times } = await poll(tcp(served.port, parallel), meters, gateway.intervalMs, [], seconds);
    const all = times.flat();
    const deliveredMs = (Math.max(...all) - Math.min(...all)) / (all.length - 1);
    // Between a reading and the time for which the next one was meant there is up to an interval.
    const longestMs = Math.max(...times.flatMap(waitsOf)) - gateway.intervalMs;
    return {
      askedOfCapacity: round((meters * serviceMs) / gateway.intervalMs),
      deliveredOfCapacity: round(serviceMs / deliveredMs),
      backlogRounds: round(longestMs / (meters * deliveredMs)),
    };
  } finally {
    await served.stop();
  }
}

const tcp = (port: number, parallel: number): BusConfig => ({
  transport: "tcp",
  host: "127.0.0.1",
  port,
  timeoutMs: 1000,
  pauseMs: 0,
  parallel,
});

interface Polled {
  /** Of `performance.now()`, after everything has settled: when each healthy meter was read. */
  readonly times: readonly (readonly number[])[];
  readonly begun: number;
}

async function poll(
  bus: BusConfig,
  meters: number,
  every: number,
  dead: readonly number[],
  seconds: number,
): Promise<Polled> {
  const begun = performance.now();
  const times: number[][] = [];
  const points = unitIds(meters).map((unitId) => {
    const own: number[] = [];
    if (!dead.includes(unitId)) times.push(own);
    const id = { site: "bench", meter: `m${unitId}`, unitId, profile: "eastron-sdm630" };
    const point = new MeteredPoint({ ...id, bus, intervalMs: every, quantities });
    point.start({
      online: () => {
        const now = performance.now();
        if (now >= begun + settleMs) own.push(now);
      },
      failing: () => {},
      paced: () => {},
    });
    return point;
  });
  await passed((dead.length > 0 ? deadAfterMs + dyingMs : settleMs) + seconds * 1000);
  for (const point of points) point.release();
  return { times, begun };
}

const passed = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const waitsOf = (times: readonly number[]): number[] => times.slice(1).map((at, n) => at - (times[n] ?? at));

function intervalsOf({ times, begun }: Polled): Intervals {
  const dyingFrom = begun + deadAfterMs;
  const dyingTo = dyingFrom + dyingMs;
  const later = times.map((own) => own.filter((at) => at >= dyingTo));
  const dying = times.map((own) => own.filter((at) => at >= dyingFrom - 2 * intervalMs && at < dyingTo + intervalMs));
  const deviations = later
    .flatMap(waitsOf)
    .map((wait) => (100 * Math.abs(wait - intervalMs)) / intervalMs)
    .sort((a, b) => a - b);
  return {
    healthyMeters: times.length,
    readings: deviations.length,
    p99DeviationPercent: round(deviations[Math.floor(0.99 * deviations.length)] ?? 0),
    worstDeviationPercent: round(deviations.at(-1) ?? 0),
    dyingDelayMs: Math.round(Math.max(...dying.flatMap(waitsOf)) - intervalMs),
  };
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
