import { loop } from "./loop-node";
import { startNodeRed } from "./node-red";
import type { OpenReader } from "./reader";
import { blocks, profileId, tenValues } from "./ten-values";

const ids = { tab: "be00000000000001", loop: "be00000000000002", reader: "be00000000000003", link: "be00000000000004" };
const own = { "bench-loop": "loop-node" };
const tab = { id: ids.tab, type: "tab", label: "bench" };
const loopNode = { id: ids.loop, z: ids.tab, type: "bench-loop", wires: [[ids.reader]] };
/** So rare that the meters' own polls do not count. */
const rarelySeconds = 86_400;

/** `meter-reader`, asked by messages. */
export const openOurs: OpenReader = async ({ port, meters, parallel }, arrived) => {
  const model = {
    version: 1,
    site: { id: "bench", timeZone: "Europe/Vienna" },
    buses: [{ id: "hall", host: "127.0.0.1", port, timeoutMs: 1000, parallel }],
    meters: Array.from({ length: meters }, (_, n) => ({
      id: `m${n + 1}`,
      bus: "hall",
      unitId: n + 1,
      profile: profileId,
      intervalSeconds: rarelySeconds,
      quantities: tenValues,
    })),
  };
  await startNodeRed(
    ["."],
    [
      tab,
      loopNode,
      { id: ids.link, type: "energy-site", source: "inline", model: JSON.stringify(model) },
      { id: ids.reader, z: ids.tab, type: "meter-reader", source: "site", site: ids.link, wires: [[ids.loop]] },
    ],
    own,
  );
  loop.received = ({ unitId }) => {
    if (unitId !== undefined) arrived(unitId as number);
  };
  return { ask: (unitId) => loop.send({ meter: `m${unitId}`, unitId }) };
};

/** node-red-contrib-modbus with its client's own defaults, two block reads a meter through one flex getter. */
export const openContrib: OpenReader = async ({ port }, arrived) => {
  const due = new Map<number, number>();
  loop.received = (msg) => {
    const { unitid } = msg.modbusRequest as { unitid: number };
    const left = (due.get(unitid) ?? 0) - 1;
    due.set(unitid, left);
    if (left === 0) arrived(unitid);
  };
  await startNodeRed(
    ["node-red-contrib-modbus"],
    [
      tab,
      loopNode,
      {
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
      },
      {
        id: ids.reader,
        z: ids.tab,
        type: "modbus-flex-getter",
        server: ids.link,
        showStatusActivities: false,
        showErrors: true,
        emptyMsgOnFail: false,
        keepMsgProperties: false,
        wires: [[ids.loop], []],
      },
    ],
    own,
  );
  // Its client connects by itself some time after the flows have started, and takes no request before.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  return {
    ask(unitId) {
      due.set(unitId, blocks.length);
      for (const { address, count } of blocks) {
        loop.send({ payload: { fc: 3, unitid: unitId, address, quantity: count } });
      }
    },
  };
};
