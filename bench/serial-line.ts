import { blockOf, costOf, planBlocks } from "../lib/acquire/block-plan";
import { type LineCost, lineCost } from "../lib/acquire/line-cost";
import { MeterSession } from "../lib/acquire/meter-session";
import { leaseBus } from "../lib/io/modbus/bus-pool";
import { profileFor } from "../lib/io/profiles";
import { profileId, tenValues } from "./modbus/ten-values";
import { startTimedLine } from "./modbus/timed-line";
import type { Options } from "./run";

const lines = [9600, 19_200].flatMap((baud) => [0, 30].map((turnaroundMs) => ({ baud, turnaroundMs })));
const rounds = 2;
const timeoutMs = 500;

const profile = profileFor(profileId, "m1");
const registers = profile.registers.filter(({ quantity }) => (tenValues as string[]).includes(quantity));

/**
 * The ten values of one meter read without a pause over a pseudo-terminal with a line's timing, as a share of what the
 * wire allows (bytes, silences, the meter's turnaround), `--seconds` (5) for each of the lines; and what the planner makes
 * of the same map, in ms. A frame is early when it came before 3.5 characters of silence, by a clock that is not ours.
 */
export async function run({ seconds = 5 }: Options): Promise<object> {
  const results: Record<string, Measured> = {};
  for (let round = 0; round < rounds; round++) {
    for (const line of lines) {
      const name = `${line.baud}/${line.turnaroundMs}ms`;
      const measured = await share(line.baud, line.turnaroundMs, seconds);
      const best = results[name];
      results[name] = {
        share: Math.max(measured.share, best?.share ?? 0),
        frames: measured.frames + (best?.frames ?? 0),
        early: measured.early + (best?.early ?? 0),
        leastSilence: Math.min(measured.leastSilence, best?.leastSilence ?? Number.POSITIVE_INFINITY),
      };
    }
  }
  return { lines: results, plannedMs: planned() };
}

interface Measured {
  readonly share: number;
  readonly frames: number;
  readonly early: number;
  readonly leastSilence: number;
}

const busAt = (path: string, baud: number, turnaroundMs: number) =>
  ({
    transport: "rtu",
    path,
    line: { baud, parity: "none", stopBits: 1 },
    turnaroundMs,
    timeoutMs,
    pauseMs: 0,
  }) as const;

async function share(baud: number, turnaroundMs: number, seconds: number): Promise<Measured> {
  const line = await startTimedLine({ baud, turnaroundMs });
  const bus = busAt(line.path, baud, turnaroundMs);
  const cost = lineCost(bus);
  const point = {
    site: "bench",
    meter: "m1",
    bus,
    unitId: 1,
    profile: profileId,
    intervalMs: 1000,
    quantities: tenValues,
  };
  // The line's meter counts in its registers: it has no data type to show.
  const session = new MeterSession(point, { ...profile, expect: [] });
  const lease = leaseBus(bus);
  const ask = (request: Parameters<typeof lease.bus.read>[0]) => lease.bus.read(request, timeoutMs);
  try {
    await session.read(ask, Date.now);
    const begun = performance.now();
    let readings = 0;
    while (performance.now() - begun < seconds * 1000) {
      await session.read(ask, Date.now);
      readings += 1;
    }
    const possible = (performance.now() - begun) / costOf(planBlocks(registers, profile, cost), cost);
    const { frames, early, leastSilence } = await line.stop();
    return { share: round(readings / possible, 4), frames, early, leastSilence: round(leastSilence, 2) };
  } finally {
    lease.release();
  }
}

/** What reading the map at 9600 baud costs, ms. */
function planned(): object {
  const at = (turnaroundMs: number): LineCost => lineCost(busAt("", 9600, turnaroundMs));
  const cost = at(0);
  const slow = at(100);
  const ofRequests = { requestMs: 1, registerMs: 0 };
  const measured = profile.registers.filter(({ quantity }) => quantity !== "serial_number");
  const full = measured.filter(({ address, quantity }) => address <= 0x600c && !/_t[12]$/.test(quantity));
  const best = planBlocks(registers, profile, cost);
  const bestSlow = planBlocks(registers, profile, slow);
  const ms = (blocks: Parameters<typeof costOf>[0], of = cost): number => round(costOf(blocks, of), 1);
  return {
    single: ms(registers.map((one) => blockOf([one]))),
    fewestRequests: ms(planBlocks(registers, profile, ofRequests)),
    best: ms(best),
    bestRequests: best.length,
    turnaround100Best: ms(bestSlow, slow),
    turnaround100Requests: bestSlow.length,
    [`full${full.length}Values`]: ms(planBlocks(full, profile, cost)),
    [`all${measured.length}Values`]: ms(planBlocks(measured, profile, cost)),
  };
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
