import ModbusRTU from "modbus-serial";
import type { Reading } from "../../dist/lib/contract/messages.js";
import type { FaultChange } from "../../dist/lib/simulate/faults/fault-changes.js";
import energySite from "../../dist/nodes/energy-site.js";
import meterSimulator from "../../dist/nodes/meter-simulator.js";
import { eventually } from "./eventually.ts";
import { helper, type Received, receivedBy } from "./node-red.ts";

const simulatorId = "5173000000000002";
const load = [energySite.default, meterSimulator.default];

/** Two meters of a simulator's dialog, as units 1 and 2, and the rest of its settings. */
export const wago = { profile: "wago-879-30xx", unitId: 1, ratedPowerKw: 50 };
export const gavazzi = { profile: "carlo-gavazzi-em340", unitId: 2, ratedPowerKw: 20 };
export const inline = {
  source: "inline",
  host: "127.0.0.1",
  timeZone: "Europe/Vienna",
  seed: 7,
  speed: 1,
  pastHours: 0,
};

export interface Shown {
  readonly fill?: string;
  readonly text?: string;
}

export interface Simulated {
  /** Readings of the past. */
  readonly received: Received<Reading>[];
  /** What is truly played. */
  readonly truth: Received<FaultChange>[];
  readonly shown: Shown[];
}

/** A simulator in a real Node-RED. */
export async function simulator(config: object, ...others: object[]): Promise<Simulated> {
  const shown: Shown[] = [];
  await helper.load(load, [
    ...(others as []),
    { id: simulatorId, type: "meter-simulator", wires: [["5173000000000003"], ["5173000000000004"]], ...config },
    { id: "5173000000000003", type: "helper" },
    { id: "5173000000000004", type: "helper" },
  ]);
  const node = helper.getNode(simulatorId) as unknown as { status(shown: Shown): void };
  node.status = (status) => shown.push(status);
  const received = receivedBy<Reading>("5173000000000003");
  return { received, truth: receivedBy<FaultChange>("5173000000000004"), shown };
}

/** A simulator of the simulated buses of this site model. */
export function siteSimulator(model: object, config: object = {}): Promise<Simulated> {
  const site = { id: "5173000000000001", type: "energy-site", source: "inline", model: JSON.stringify(model) };
  return simulator({ source: "site", site: site.id, ...config }, site);
}

/** What it shows when it has started. */
export const settled = (shown: readonly Shown[]): Promise<Shown> =>
  eventually(async () => shown.find(({ fill }) => fill !== undefined && fill !== "blue"));

/** Registers that a foreign client reads over TCP; unit 2 has input registers. */
export async function registers(port: number, unitId: number, address: number, count: number): Promise<number[]> {
  const client = new ModbusRTU.default();
  try {
    await client.connectTCP("127.0.0.1", { port });
    client.setID(unitId);
    client.setTimeout(3000);
    const read = unitId === 2 ? client.readInputRegisters(address, count) : client.readHoldingRegisters(address, count);
    return (await read).data;
  } finally {
    await new Promise<void>((resolve) => client.close(() => resolve()));
  }
}
