import assert from "node:assert/strict";
import { createRequire } from "node:module";
import meterBus from "../../dist/nodes/meter-bus.js";
import meterReader from "../../dist/nodes/meter-reader.js";
import { deliver, helper } from "../support/node-red.ts";
import { exception, floats, type ScriptedSlave, scriptedSlave } from "../support/scripted-slave.ts";
import { until } from "../support/until.ts";

const require = createRequire(import.meta.url);
const contrib = [
  require("node-red-contrib-modbus/modbus/modbus-client.js"),
  require("node-red-contrib-modbus/modbus/modbus-flex-getter.js"),
];
const ids = {
  client: "c500000000000001",
  bus: "c500000000000002",
  reader: "c500000000000003",
  out: "c500000000000004",
  getter: "c500000000000005",
};

interface Received {
  readonly topic: string;
  readonly payload: { readonly meter: string; readonly values: Record<string, number>; readonly quality: string };
}

describe("beside node-red-contrib-modbus 5.23.3", () => {
  let slave: ScriptedSlave;

  before((done) => {
    helper.startServer(done);
  });
  beforeEach(async () => {
    slave = await scriptedSlave((wire, socket) => {
      if (wire.unitId === 9) return;
      socket.write(wire.unitId === 8 ? exception(wire, 4) : floats(wire, 50));
    });
  });
  afterEach(async () => {
    await helper.unload();
    await slave.stop();
  });
  after((done) => {
    helper.stopServer(done);
  });

  const client = () => ({
    id: ids.client,
    type: "modbus-client",
    clienttype: "tcp",
    bufferCommands: true,
    tcpHost: "127.0.0.1",
    tcpPort: String(slave.port),
    tcpType: "DEFAULT",
    unit_id: "1",
    commandDelay: "1",
    clientTimeout: "300",
    reconnectTimeout: "2000",
    parallelUnitIdsAllowed: true,
  });
  const reader = (more: object) => ({
    id: ids.reader,
    type: "meter-reader",
    profile: "eastron-sdm630",
    unitId: 1,
    siteId: "works",
    meter: "press-1",
    intervalSeconds: 0.2,
    quantities: [],
    wires: [[ids.out]],
    ...more,
  });

  async function flow(...nodes: object[]): Promise<Received[]> {
    const out = { id: ids.out, type: "helper" };
    await helper.load([...contrib, meterBus.default, meterReader.default] as never, [client(), ...nodes, out] as never);
    const received: Received[] = [];
    helper.getNode(ids.out).on("input", (msg: unknown) => received.push(msg as Received));
    return received;
  }
  const bus = { id: ids.bus, type: "meter-bus", transport: "shared", client: ids.client, timeoutMs: 300 };

  it("reads meters through the connection that is there already, and opens none of its own", async () => {
    const quantities = ["voltage_l1", "frequency"];
    const readings = await flow(bus, reader({ source: "inline", bus: ids.bus, quantities }));
    await until(() => readings.length >= 3);
    for (const { topic, payload } of readings) {
      assert.equal(topic, "works/press-1/reading");
      assert.deepEqual(payload.values, { voltage_l1: 50, frequency: 50 });
    }
    assert.equal(slave.connections(), 1);
  });

  const failures: readonly [unitId: number, code: string][] = [
    [9, "METER_NO_ANSWER"],
    [8, "METER_EXCEPTION"],
  ];
  for (const [unitId, code] of failures) {
    it(`tells ${code} from others, though the client passes on only its words`, async () => {
      await flow(bus, reader({ source: "inline", bus: ids.bus, unitId, intervalSeconds: 60 }));
      const error = await deliver(helper.getNode(ids.reader), {});
      assert.equal((error as { code?: string }).code, code);
    });
  }

  it("turns what its nodes have read into readings", async () => {
    const getter = { id: ids.getter, type: "modbus-flex-getter", server: ids.client, wires: [[ids.reader], []] };
    const readings = await flow(getter, reader({ source: "message" }));
    await until(() => slave.connections() === 1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    helper.getNode(ids.getter).receive({ payload: { unitid: 1, fc: 4, address: 0, quantity: 20 } } as never);
    await until(() => readings.length === 1);
    const payload = readings[0]?.payload;
    assert.equal(payload?.quality, "good");
    assert.equal(payload?.values.voltage_l1, 50);
    assert.equal(payload?.values.active_power_l3, 0.05);
    assert.equal(payload?.values.frequency, undefined, "what was not read is not there");
  });

  const wrong: readonly [name: string, msg: object, place: RegExp][] = [
    ["without registers", { payload: "on" }, /payload/],
    ["with words that are none", { payload: [1, 70_000], modbusRequest: { address: 0 } }, /payload/],
    ["without an address", { payload: [17_000, 0] }, /address/],
    [
      "with registers that this meter does not have",
      { payload: [1, 2], modbusRequest: { address: 40_000 } },
      /no value/,
    ],
  ];
  for (const [name, msg, text] of wrong) {
    it(`refuses a message ${name}, and says why`, async () => {
      await flow(reader({ source: "message" }));
      const error = await deliver(helper.getNode(ids.reader), msg);
      assert.match(error?.message ?? "", text);
    });
  }
});
