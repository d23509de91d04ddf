import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
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

export interface ReaderProcess {
  measure(ms: number): Promise<Throughput>;
  stop(): Promise<void>;
}

export async function startReader(name: ReaderName, plant: Plant): Promise<ReaderProcess> {
  const child = fork(join(__dirname, "reader-process.js"), [name, JSON.stringify(plant)], {
    // Whatever it says on its standard output is no result.
    stdio: ["ignore", 2, 2, "ipc"],
  });
  await heard(child);
  return {
    measure(ms) {
      child.send(ms);
      return heard<Throughput>(child);
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
