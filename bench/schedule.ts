import type { CadenceResult, PollerName } from "./modbus/cadence-process";
import { type Measuring, startPoller, startServer } from "./modbus/children";
import type { Options } from "./run";

const meters = 50;
const names: readonly PollerName[] = ["ours", "socket", "contrib", "idle"];

/**
 * Fifty meters with ten values each, once a second over one TCP connection in Node-RED, for `--seconds` (60): how late
 * each reading is against its meter's own cadence, and the CPU, beside a bare socket and node-red-contrib-modbus, each in
 * a process of its own at the same time. The idle Node-RED is what all of them cost before anything is read.
 */
export async function run({ seconds = 60, parallel = 1 }: Options): Promise<object> {
  const server = await startServer();
  const pollers: Measuring<CadenceResult>[] = [];
  try {
    for (const name of names) pollers.push(await startPoller(name, { port: server.port, meters, parallel }));
    const results = await Promise.all(pollers.map((poller) => poller.measure(seconds)));
    const [ours, socket] = results;
    return {
      seconds,
      meters,
      cpuTimesSocket: round2((ours?.cpuPercent ?? 0) / (socket?.cpuPercent ?? 0)),
      ...Object.fromEntries(names.map((name, n) => [name, rounded(results[n] ?? {})])),
    };
  } finally {
    for (const poller of pollers) await poller.stop();
    await server.stop();
  }
}

const round2 = (value: number): number => Math.round(value * 100) / 100;

const rounded = (figures: object): object =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, round2(value)]));
