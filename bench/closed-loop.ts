import { type Measuring, startReader, startServer } from "./modbus/children";
import type { Throughput } from "./modbus/reader";
import type { ReaderName } from "./modbus/reader-process";

const measureMs = 2000;
const rounds = 3;

interface Variant {
  readonly reader: ReaderName;
  readonly parallel: number;
}

const cases: Readonly<
  Record<string, { readonly meters: number; readonly variants: Readonly<Record<string, Variant>> }>
> = {
  one: {
    meters: 1,
    variants: {
      ours: { reader: "ours", parallel: 1 },
      ours8: { reader: "ours", parallel: 8 },
      contrib: { reader: "contrib", parallel: 1 },
      library: { reader: "library", parallel: 1 },
      socket: { reader: "socket", parallel: 1 },
    },
  },
  fifty: {
    meters: 50,
    variants: {
      ours: { reader: "ours", parallel: 1 },
      ours8: { reader: "ours", parallel: 8 },
      contrib: { reader: "contrib", parallel: 1 },
      library: { reader: "library", parallel: 1 },
      library16: { reader: "library", parallel: 16 },
      socket: { reader: "socket", parallel: 100 },
    },
  },
};

/** Readings as fast as they go, from one server in a process of its own, every way to read in a process of its own too. */
export async function run(): Promise<object> {
  const results: Record<string, object> = {};
  for (const [name, { meters, variants }] of Object.entries(cases)) results[name] = await compare(meters, variants);
  return results;
}

async function compare(meters: number, variants: Readonly<Record<string, Variant>>): Promise<object> {
  const server = await startServer();
  const readers = new Map<string, Measuring<Throughput>>();
  const best = new Map<string, Throughput & { serverCpu: number }>();
  try {
    for (const [name, { reader, parallel }] of Object.entries(variants)) {
      readers.set(name, await startReader(reader, { port: server.port, meters, parallel }));
    }
    for (let round = 0; round < rounds; round++) {
      for (const [name, reader] of readers) {
        const before = await server.cpuMicroseconds();
        const begun = performance.now();
        const result = await reader.measure(measureMs);
        const serverCpu = ((await server.cpuMicroseconds()) - before) / 1000 / (performance.now() - begun);
        if (result.perSecond > (best.get(name)?.perSecond ?? 0)) best.set(name, { ...result, serverCpu });
      }
    }
    return Object.fromEntries(best);
  } finally {
    for (const reader of readers.values()) await reader.stop();
    await server.stop();
  }
}
