import { contribFlows, ids, oursFlows, ownFlows } from "./flows";
import { type Lateness, lateness, type Series } from "./lateness";
import { loop } from "./loop-node";
import { startNodeRed } from "./node-red";
import type { Plant } from "./reader";
import { blocks } from "./ten-values";

export type PollerName = "ours" | "socket" | "contrib" | "idle";

export interface CadenceResult extends Lateness {
  /** Of one core. */
  readonly cpuPercent: number;
}

const intervalMs = 1000;
/** Until everything is connected, compiled and on its grid. */
const settleMs = 10_000;

/** In a process of its own: polls every meter each second in Node-RED, and answers a number of seconds with how that went. */
async function main([name, plantText]: readonly string[]): Promise<void> {
  const plant = JSON.parse(plantText ?? "") as Plant;
  const arrivals = new Map<string, number[]>();
  let recording = false;
  const arrived = (series: string): void => {
    if (!recording) return;
    const times = arrivals.get(series) ?? [];
    arrivals.set(series, times);
    times.push(performance.now());
  };
  await pollers[name as PollerName](plant, arrived);

  const measure = async (seconds: number): Promise<CadenceResult> => {
    await passed(settleMs);
    recording = true;
    const cpu = process.cpuUsage();
    const begun = performance.now();
    await passed(seconds * 1000);
    recording = false;
    const ended = performance.now();
    const { user, system } = process.cpuUsage(cpu);
    const cpuPercent = (user + system) / 10 / (ended - begun);
    return { ...lateness(seriesOf(name as PollerName, plant, arrivals), intervalMs, begun, ended), cpuPercent };
  };
  process.on("message", (seconds: number) => void measure(seconds).then((result) => process.send?.(result)));
  process.once("disconnect", () => process.exit(0));
  process.send?.("ready");
}

type Poller = (plant: Plant, arrived: (series: string) => void) => Promise<void>;

const own = { "bench-loop": "loop-node", "bench-socket": "socket-node" };

const pollers: Readonly<Record<PollerName, Poller>> = {
  ours(plant, arrived) {
    loop.received = ({ topic }) => arrived(String(topic));
    return startNodeRed(["."], oursFlows(plant, intervalMs / 1000), own);
  },
  socket({ port, meters }, arrived) {
    loop.received = ({ topic }) => arrived(String(topic));
    return startNodeRed([], ownFlows({ type: "bench-socket", port, meters }), own);
  },
  contrib({ port, meters }, arrived) {
    loop.received = ({ topic }) => arrived(String(topic));
    const nodes = Array.from({ length: meters }, (_, n) =>
      blocks.map(({ address, count }, block) => ({
        id: `bec0000000${String(n).padStart(4, "0")}0${block}`,
        type: "modbus-read",
        topic: `m${n + 1}/${block}`,
        unitid: String(n + 1),
        dataType: "HoldingRegister",
        adr: String(address),
        quantity: String(count),
        rate: String(intervalMs / 1000),
        rateUnit: "s",
        wires: [[ids.loop], []],
      })),
    );
    return startNodeRed(["node-red-contrib-modbus"], contribFlows(port, nodes.flat()), own);
  },
  idle: () => startNodeRed([], ownFlows({ type: "bench-loop" }), own),
};

/** Every series that there must be, also those of which nothing arrived. */
function seriesOf(name: PollerName, { meters }: Plant, arrivals: ReadonlyMap<string, number[]>): Series[] {
  if (name === "idle") return [];
  const expected = meters * (name === "contrib" ? blocks.length : 1);
  const found = [...arrivals.values()];
  return [...found, ...Array.from({ length: Math.max(0, expected - found.length) }, () => [])];
}

const passed = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

if (process.send) void main(process.argv.slice(2));
