import { openLibrary, openSocket } from "./bare-readers";
import { openContrib, openOurs } from "./node-red-readers";
import type { OpenReader, Plant, Throughput } from "./reader";

/** The ways to read, by the name under which a benchmark starts them. */
const readers = {
  ours: openOurs,
  contrib: openContrib,
  library: openLibrary,
  socket: openSocket,
} as const satisfies Record<string, OpenReader>;

export type ReaderName = keyof typeof readers;

const warmUpMs = 300;

/**
 * In a process of its own: opens the reader named on the command line, says "ready", and answers each number of
 * milliseconds with what it read in so long, every meter being asked again as soon as it has been read.
 */
async function main([name, plantText]: readonly string[]): Promise<void> {
  const plant = JSON.parse(plantText ?? "") as Plant;
  let asking = false;
  let count = 0;
  let outstanding = 0;
  let idle = (): void => {};
  const ask = (unitId: number): void => {
    outstanding += 1;
    reader.ask(unitId);
  };
  const arrived = (unitId: number): void => {
    count += 1;
    outstanding -= 1;
    // A fresh start for each read: it must not nest into the last one's end.
    if (asking) queueMicrotask(() => ask(unitId));
    else if (outstanding === 0) idle();
  };
  const reader = await readers[name as ReaderName](plant, arrived);

  const measure = async (ms: number): Promise<Throughput> => {
    asking = true;
    for (let unitId = 1; unitId <= plant.meters; unitId++) ask(unitId);
    await passed(warmUpMs);
    const begun = { count, at: performance.now(), cpu: process.cpuUsage() };
    await passed(ms);
    const reads = count - begun.count;
    const seconds = (performance.now() - begun.at) / 1000;
    const { user, system } = process.cpuUsage(begun.cpu);
    asking = false;
    await new Promise<void>((resolve) => {
      idle = resolve;
    });
    return { perSecond: reads / seconds, cpuMicroseconds: (user + system) / reads };
  };
  process.on("message", (ms: number) => void measure(ms).then((result) => process.send?.(result)));
  process.once("disconnect", () => process.exit(0));
  process.send?.("ready");
}

const passed = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

if (process.send) void main(process.argv.slice(2));
