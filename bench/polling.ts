import { fork } from "node:child_process";
import { once } from "node:events";
import { planBlocks } from "../lib/acquire/block-plan";
import type { MeterPoint } from "../lib/acquire/meter-point";
import { MeteredPoint } from "../lib/io/metered-point";
import { serveModbus } from "../lib/io/modbus-server";
import { profileFor } from "../lib/io/profiles";

const profileId = "eastron-sdm630";
const readings = 1500;
const rounds = 3;

/**
 * Closed-loop readings of a whole SDM630 (4 requests, 50 values) from a server in another process, beside
 * modbus-serial alone doing the same requests and decoding nothing: the difference is the price of ours.
 */
export async function run(): Promise<object> {
  const server = fork(__filename, [], { env: { ...process.env, ENERGY_BENCH_SLAVE: "1" } });
  try {
    const [port] = (await once(server, "message")) as [number];
    const ours = await ourLoop(port);
    const bare = await bareLoop(port);
    const best = { ours: await timed(ours.read), bare: await timed(bare.read) };
    // In turns, so that a busy neighbour slows both.
    for (let n = 1; n < rounds; n++) {
      best.ours = quicker(best.ours, await timed(ours.read));
      best.bare = quicker(best.bare, await timed(bare.read));
    }
    ours.close();
    bare.close();
    return {
      readings,
      requestsPerReading: blocks.length,
      readingsPerSecond: Math.round(best.ours.perSecond),
      cpuMicrosecondsPerReading: Math.round(best.ours.cpuMicroseconds),
      bareReadingsPerSecond: Math.round(best.bare.perSecond),
      bareCpuMicrosecondsPerReading: Math.round(best.bare.cpuMicroseconds),
      cpuTimesBare: Math.round((best.ours.cpuMicroseconds / best.bare.cpuMicroseconds) * 100) / 100,
      cpuPercentFor50MetersEverySecond: Math.round(best.ours.cpuMicroseconds * 50) / 10_000,
    };
  } finally {
    server.disconnect();
  }
}

interface Loop {
  read(): Promise<unknown>;
  close(): void;
}

interface Timing {
  readonly perSecond: number;
  readonly cpuMicroseconds: number;
}

const profile = profileFor(profileId, "bench");
const blocks = planBlocks(profile.registers, profile, { requestMs: 1, registerMs: 0 });

async function ourLoop(port: number): Promise<Loop> {
  const bus = { transport: "tcp", host: "127.0.0.1", port, timeoutMs: 1000, pauseMs: 0, parallel: 1 } as const;
  const point: MeterPoint = { site: "bench", meter: "m1", bus, unitId: 1, profile: profileId, intervalMs: 1000 };
  const meter = new MeteredPoint(point);
  return { read: () => meter.read(), close: () => meter.release() };
}

async function bareLoop(port: number): Promise<Loop> {
  const { default: modbusSerial } = await import("modbus-serial");
  const client = new modbusSerial.default();
  await client.connectTCP("127.0.0.1", { port });
  client.setID(1);
  client.setTimeout(1000);
  return {
    async read() {
      for (const { address, count } of blocks) await client.readInputRegisters(address, count);
    },
    close: () => client.destroy(() => {}),
  };
}

async function timed(read: () => Promise<unknown>): Promise<Timing> {
  for (let n = 0; n < readings / 10; n++) await read();
  const cpu = process.cpuUsage();
  const begun = performance.now();
  for (let n = 0; n < readings; n++) await read();
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: readings / seconds, cpuMicroseconds: (user + system) / readings };
}

function quicker(a: Timing, b: Timing): Timing {
  return {
    perSecond: Math.max(a.perSecond, b.perSecond),
    cpuMicroseconds: Math.min(a.cpuMicroseconds, b.cpuMicroseconds),
  };
}

/** In the child: answers every request with zeros until the parent lets go. */
async function slave(): Promise<void> {
  const fail = (error: Error): void => {
    throw error;
  };
  const answer = (_unitId: number, request: Uint8Array): Uint8Array => {
    const bytes = 2 * (request[4] ?? 0);
    const reply = new Uint8Array(2 + bytes);
    reply.set([request[0] ?? 0, bytes]);
    return reply;
  };
  const server = await serveModbus("127.0.0.1", 0, answer, fail);
  server.release();
  process.send?.(server.port);
  process.once("disconnect", () => void server.close());
}

if (process.env.ENERGY_BENCH_SLAVE) void slave();
