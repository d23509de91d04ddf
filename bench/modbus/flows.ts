import type { Plant } from "./reader";
import { profileId, tenValues } from "./ten-values";

export const ids = {
  tab: "be00000000000001",
  loop: "be00000000000002",
  reader: "be00000000000003",
  link: "be00000000000004",
} as const;

const tab = { id: ids.tab, type: "tab", label: "bench" };

/** The node of the benchmark itself, `loop-node.ts`: what it sends goes to the reader, if that takes messages. */
const loopNode = { id: ids.loop, z: ids.tab, type: "bench-loop", wires: [[ids.reader]] };

/** One `meter-reader` with these meters, each at the interval, and its readings to the loop. */
export function oursFlows({ port, meters, parallel }: Plant, intervalSeconds: number): object[] {
  const model = {
    version: 1,
    site: { id: "bench", timeZone: "Europe/Vienna" },
    buses: [{ id: "hall", host: "127.0.0.1", port, timeoutMs: 1000, parallel }],
    meters: Array.from({ length: meters }, (_, n) => ({
      id: `m${n + 1}`,
      bus: "hall",
      unitId: n + 1,
      profile: profileId,
      intervalSeconds,
      quantities: tenValues,
    })),
  };
  return [
    tab,
    loopNode,
    { id: ids.link, type: "energy-site", source: "inline", model: JSON.stringify(model) },
    { id: ids.reader, z: ids.tab, type: "meter-reader", source: "site", site: ids.link, wires: [[ids.loop]] },
  ];
}

/** The client of node-red-contrib-modbus with its own defaults, and these nodes of it. */
export function contribFlows(port: number, nodes: readonly object[]): object[] {
  const client = {
    id: ids.link,
    type: "modbus-client",
    clienttype: "tcp",
    bufferCommands: true,
    stateLogEnabled: false,
    queueLogEnabled: false,
    failureLogEnabled: true,
    tcpHost: "127.0.0.1",
    tcpPort: port,
    tcpType: "DEFAULT",
    unit_id: 1,
    commandDelay: 1,
    clientTimeout: 1000,
    reconnectOnTimeout: true,
    reconnectTimeout: 2000,
    parallelUnitIdsAllowed: true,
  };
  return [tab, loopNode, client, ...nodes.map((node) => ({ z: ids.tab, server: ids.link, ...node }))];
}

/** Only a node that reads by itself, of a type of the benchmark's own. */
export const ownFlows = (node: object): object[] => [
  tab,
  loopNode,
  { id: ids.reader, z: ids.tab, wires: [[ids.loop]], ...node },
];
