import type { CadenceResult, PollerName } from "./modbus/cadence-process";
import { type Measuring, startPoller, startServer } from "./modbus/children";
import type { Options } from "./run";

const meters = 50;
const pollers: Readonly<Record<string, { readonly name: PollerName; readonly parallel: number }>> = {
  ours: { name: "ours", parallel: 1 },
  ours8: { name: "ours", parallel: 8 },
  socket: { name: "socket", parallel: 1 },
  contrib: { name: "contrib", parallel: 1 },
  idle: { name: "idle", parallel: 1 },
};

/**
 * Fifty meters with ten values each, once a second over one TCP connection in Node-RED, for `--seconds` (60): how late
 * each reading is against its meter's own cadence, ms, and the CPU, beside a bare socket and node-red-contrib-modbus, each
 * in a process of its own at the same time. `ours8`: a gateway that takes eight requests at once. `idle`: Node-RED alone.
 */
export async function run({ seconds = 60 }: Options): Promise<object> {
  const server = await startServer();
  const started: Measuring<CadenceResult>[] = [];
  try {
    for (const { name, parallel } of Object.values(pollers)) {
      started.push(await startPoller(name, { port: server.port, meters, parallel }));
    }
    const results = await Promise.all(started.map((poller) => poller.measure(seconds)));
    const figures = Object.fromEntries(Object.keys(pollers).map((key, n) => [key, rounded(results[n])]));
    const timesSocket = (key: string): number =>
      round2((figures[key]?.cpuPercent ?? 0) / (figures.socket?.cpuPercent ?? 0));
    return { seconds, meters, cpuTimesSocket: timesSocket("ours"), cpuTimesSocket8: timesSocket("ours8"), ...figures };
  } finally {
    for (const poller of started) await poller.stop();
    await server.stop();
  }
}

const round2 = (value: number): number => Math.round(value * 100) / 100;

const rounded = (figures: CadenceResult | undefined): Record<string, number> =>
  Object.fromEntries(Object.entries(figures ?? {}).map(([name, value]) => [name, round2(value)]));
