import { type Measuring, startReader, startServer } from "./modbus/children";
import { startLibmodbus } from "./modbus/libmodbus";
import type { Throughput } from "./modbus/reader";
import type { ReaderName } from "./modbus/reader-process";
import type { Options } from "./run";

interface Variant {
  readonly reader: ReaderName;
  readonly parallel: number;
}

/** `8` and `16`: so many requests may be outstanding. */
const variants: Readonly<Record<string, Variant>> = {
  ours: { reader: "ours", parallel: 1 },
  ours8: { reader: "ours", parallel: 8 },
  contrib: { reader: "contrib", parallel: 1 },
  library: { reader: "library", parallel: 1 },
  library16: { reader: "library", parallel: 16 },
  socket: { reader: "socket", parallel: 100 },
};
/** With one meter there is nothing more that could be outstanding. */
const ofOneMeter = ["ours", "ours8", "contrib", "library", "socket"];

/**
 * The ten values of one meter, and of fifty on one connection, as fast as they go (`--ms` 2000 a measurement, the best of
 * `--rounds` 3 in turns): `meter-reader` and node-red-contrib-modbus, each in a Node-RED of its own; modbus-serial and a bare
 * pipelined socket in plain Node.js; libmodbus in C. All against one server, each in a process of its own.
 */
export async function run({ ms = 2000, rounds = 3 }: Options): Promise<object> {
  return { one: await compare(1, ofOneMeter, ms, rounds), fifty: await compare(50, Object.keys(variants), ms, rounds) };
}

interface Best extends Throughput {
  /** Of one core: near 1 the server is what was measured. */
  readonly serverCpu: number;
}

async function compare(meters: number, names: readonly string[], ms: number, rounds: number): Promise<object> {
  const server = await startServer();
  const readers = new Map<string, Measuring<Throughput>>();
  const best = new Map<string, Best>();
  try {
    for (const name of names) {
      const { reader, parallel } = variants[name] as Variant;
      readers.set(name, await startReader(reader, { port: server.port, meters, parallel }));
    }
    const libmodbus = await startLibmodbus(server.port, meters);
    if (libmodbus) readers.set("libmodbus", libmodbus);
    for (let round = 0; round < rounds; round++) {
      for (const [name, reader] of readers) {
        const before = await server.cpuMicroseconds();
        const begun = performance.now();
        const result = await reader.measure(ms);
        const serverCpu = ((await server.cpuMicroseconds()) - before) / 1000 / (performance.now() - begun);
        if (result.perSecond > (best.get(name)?.perSecond ?? 0)) best.set(name, { ...result, serverCpu });
      }
    }
  } finally {
    for (const reader of readers.values()) await reader.stop();
    await server.stop();
  }
  return { ...ratios(best), ...Object.fromEntries([...best].map(([name, figures]) => [name, rounded(figures)])) };
}

/** Ours against the others: readings in a second, and CPU time for each. */
function ratios(best: ReadonlyMap<string, Best>): Record<string, number> {
  const of = (name: string, other: string, figure: keyof Throughput): number => {
    const [own, its] = [best.get(name), best.get(other)];
    return own && its ? Math.round((own[figure] / its[figure]) * 100) / 100 : Number.NaN;
  };
  const results: Record<string, number> = {};
  for (const name of ["ours", "ours8"]) {
    results[`${name}TimesContrib`] = of(name, "contrib", "perSecond");
    results[`${name}CpuOfContrib`] = of(name, "contrib", "cpuMicroseconds");
    results[`${name}OfLibrary`] = of(name, "library", "perSecond");
    if (best.has("libmodbus")) results[`${name}OfLibmodbus`] = of(name, "libmodbus", "perSecond");
  }
  return results;
}

const rounded = ({ perSecond, cpuMicroseconds, serverCpu }: Best): object => ({
  perSecond: Math.round(perSecond),
  cpuMicroseconds: Math.round(cpuMicroseconds * 10) / 10,
  serverCpu: Math.round(serverCpu * 100) / 100,
});
