import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { CadenceResult, PollerName } from "./cadence-process";
import type { Gateway } from "./faulty-server";
import type { Plant, Throughput } from "./reader";
import type { ReaderName } from "./reader-process";

export interface Server {
  readonly port: number;
  /** CPU time that it has used, µs. */
  cpuMicroseconds(): Promise<number>;
  stop(): Promise<void>;
}

export async function startServer(): Promise<Server> {
  const child = fork(join(__dirname, "static-server.js"));
  const port = await heard<number>(child);
  return {
    port,
    async cpuMicroseconds() {
      child.send("cpu");
      const { user, system } = await heard<NodeJS.CpuUsage>(child);
      return user + system;
    },
    stop: () => stop(child),
  };
}

/** A gateway whose meters die, or that is slow. */
export async function startGateway(gateway: Gateway): Promise<Pick<Server, "port" | "stop">> {
  const child = fork(join(__dirname, "faulty-server.js"), [JSON.stringify(gateway)]);
  return { port: await heard<number>(child), stop: () => stop(child) };
}

/** A process that measures for so long when it is told to. */
export interface Measuring<Result> {
  measure(duration: number): Promise<Result>;
  stop(): Promise<void>;
}

/** Duration in ms. */
export const startReader = (name: ReaderName, plant: Plant): Promise<Measuring<Throughput>> =>
  startMeasuring("reader-process.js", name, plant);

/** Duration in seconds. */
export const startPoller = (name: PollerName, plant: Plant): Promise<Measuring<CadenceResult>> =>
  startMeasuring("cadence-process.js", name, plant);

async function startMeasuring<Result>(file: string, name: string, plant: Plant): Promise<Measuring<Result>> {
  const child = fork(join(__dirname, file), [name, JSON.stringify(plant)], {
    // Whatever it says on its standard output is no result.
    stdio: ["ignore", 2, 2, "ipc"],
  });
  await heard(child);
  return {
    measure(duration) {
      child.send(duration);
      return heard<Result>(child);
    },
    stop: () => stop(child),
  };
}

/** The child's next message; rejects when it ends instead. */
async function heard<Message>(child: ChildProcess): Promise<Message> {
  const ended = new AbortController();
  try {
    const [message] = await Promise.race([
      once(child, "message", { signal: ended.signal }),
      once(child, "exit", { signal: ended.signal }).then(([code]) => {
        throw new Error(`a process of the benchmark ended with ${code}`);
      }),
    ]);
    return message as Message;
  } finally {
    ended.abort();
  }
}

async function stop(child: ChildProcess): Promise<void> {
  const exit = once(child, "exit");
  child.disconnect();
  await exit;
}
