import { contribFlows, ids, oursFlows } from "./flows";
import { loop } from "./loop-node";
import { startNodeRed } from "./node-red";
import type { OpenReader } from "./reader";
import { blocks } from "./ten-values";

const own = { "bench-loop": "loop-node" };
/** So rare that the meters' own polls do not count. */
const rarelySeconds = 86_400;

/** `meter-reader`, asked by messages. */
export const openOurs: OpenReader = async (plant, arrived) => {
  await startNodeRed(["."], oursFlows(plant, rarelySeconds), own);
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
  const getter = {
    id: ids.reader,
    type: "modbus-flex-getter",
    showStatusActivities: false,
    showErrors: true,
    emptyMsgOnFail: false,
    keepMsgProperties: false,
    wires: [[ids.loop], []],
  };
  await startNodeRed(["node-red-contrib-modbus"], contribFlows(port, [getter]), own);
  await contribConnected();
  return {
    ask(unitId) {
      due.set(unitId, blocks.length);
      for (const { address, count } of blocks) {
        loop.send({ payload: { fc: 3, unitid: unitId, address, quantity: count } });
      }
    },
  };
};

/** Its client connects by itself some time after the flows have started, and takes no request before. */
const contribConnected = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 3000));
