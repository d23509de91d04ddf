import assert from "node:assert/strict";
import type { Node } from "node-red";
import type { MeterEvent, Reading } from "../../dist/lib/contract/messages.js";
import type { SiteNode } from "../../dist/lib/red/handles.js";
import { problemBoard } from "../../dist/lib/red/problems.js";
import energySite from "../../dist/nodes/energy-site.js";
import energyStore from "../../dist/nodes/energy-store.js";
import pulseCounter from "../../dist/nodes/pulse-counter.js";
import { GpiomonStandIn } from "../support/gpiomon-stand-in.ts";
import { JournalFolder } from "../support/journal-folder.ts";
import { deliver, helper, type Received, receivedBy } from "../support/node-red.ts";
import { until } from "../support/until.ts";

const ids = {
  tab: "9c00000000000000",
  site: "9c00000000000001",
  store: "9c00000000000002",
  counter: "9c00000000000003",
  readings: "9c00000000000004",
  events: "9c00000000000005",
};

/** As the dialog saves it. */
const inline = {
  source: "inline",
  store: "",
  siteId: "works",
  meter: "w1",
  medium: "water",
  plate: "unitPerPulse",
  plateValue: "0.01",
  unit: "m³",
  startIndex: "1.5",
  driver: "message",
  chip: "gpiochip0",
  line: "",
  bias: "pull-up",
  edge: "falling",
  debounceMs: "0",
  counterBits: "",
  maxPerMinute: "",
  intervalSeconds: "3600",
  standstillSeconds: "900",
};

interface Flow {
  readonly node: Node;
  readonly readings: Received<Reading>[];
  readonly events: Received<MeterEvent>[];
}

async function flow(counter: object, ...others: object[]): Promise<Flow> {
  await helper.load(
    [energySite.default, energyStore.default, pulseCounter.default],
    [
      // On a tab, as in the editor: then it closes before the config nodes that it needs.
      { id: ids.tab, type: "tab" },
      ...others,
      {
        id: ids.counter,
        z: ids.tab,
        x: 0,
        y: 0,
        type: "pulse-counter",
        wires: [[ids.readings], [ids.events]],
        ...counter,
      },
      { id: ids.readings, z: ids.tab, x: 0, y: 0, type: "helper" },
      { id: ids.events, z: ids.tab, x: 0, y: 0, type: "helper" },
    ],
  );
  return {
    node: helper.getNode(ids.counter),
    readings: receivedBy(ids.readings),
    events: receivedBy(ids.events),
  };
}

function siteNode(...meters: object[]): object {
  const model = { version: 1, site: { id: "works", timeZone: "Europe/Vienna" }, meters };
  return { id: ids.site, type: "energy-site", source: "inline", model: JSON.stringify(model) };
}

const problems = () =>
  Object.fromEntries(
    problemBoard()
      .list()
      .map(({ subject, code }) => [subject, code]),
  );

function statusOf(node: Node): () => string | undefined {
  const { status } = node as unknown as { status: { lastCall?: { args: [{ text?: string }] } } };
  return () => status.lastCall?.args[0].text;
}

const codeOf = (error: Error | undefined) => (error as { code?: string } | undefined)?.code;

describe("pulse-counter", function () {
  this.timeout(30_000);
  let folder: JournalFolder;
  const storeNode = () => ({ id: ids.store, type: "energy-store", file: folder.file });

  before((done) => {
    helper.startServer(done);
  });
  beforeEach(() => {
    folder = new JournalFolder();
  });
  afterEach(async () => {
    await helper.unload();
    await folder.remove();
  });
  after((done) => {
    helper.stopServer(done);
  });

  it("counts messages, and gives the reading that is asked for; what else the message carried travels on", async () => {
    const { node, readings } = await flow(inline);
    await deliver(node, { payload: "" });
    await deliver(node, { payload: 4 });
    await deliver(node, { payload: { pulses: 5 } });
    const begun = Date.now();
    assert.equal(await deliver(node, { payload: { read: true }, order: 4711 }), undefined);
    const [{ topic, payload, order } = assert.fail()] = readings;
    assert.equal(topic, "works/w1/reading");
    assert.equal(order, 4711);
    assert.equal(payload.values.water_volume, 1600);
    assert.equal(payload.quality, "good");
    assert.ok(payload.at >= begun && payload.at <= Date.now());
    assert.equal(statusOf(node)(), "1 read");
  });

  it("gives readings at its interval", async () => {
    const { readings } = await flow({ ...inline, intervalSeconds: 0.2 });
    await until(() => readings.length >= 3);
    const times = readings.map(({ payload }) => payload.at);
    assert.deepEqual([...new Set(times)].sort(), times);
  });

  it("takes the index that somebody has read, and tells it on its second output", async () => {
    const { node, readings, events } = await flow(inline);
    await deliver(node, { payload: 2 });
    assert.equal(await deliver(node, { payload: { index: 1234.567 }, by: "Anna" }), undefined);
    await deliver(node, { payload: 1 });
    await deliver(node, { payload: { read: true } });
    assert.equal(readings[0]?.payload.values.water_volume, 1_234_577);
    const [{ topic, payload, by } = assert.fail()] = events;
    assert.equal(topic, "works/w1/event");
    assert.equal(by, "Anna");
    assert.deepEqual([payload.event, payload.before, payload.after, payload.unit], ["manual", 1520, 1_234_567, "L"]);
  });

  it("refuses what is no pulse, and counts on", async () => {
    const { node, readings } = await flow(inline);
    assert.equal(codeOf(await deliver(node, { payload: Date.now() })), "MESSAGE_INVALID");
    assert.equal(codeOf(await deliver(node, { payload: 1, meter: "w2" })), "MESSAGE_INVALID");
    await deliver(node, { payload: 1 });
    await deliver(node, { payload: { read: true } });
    assert.equal(readings[0]?.payload.values.water_volume, 1510);
  });

  it("keeps its total in the journal through a restart, and takes a new start index of its dialog", async () => {
    const stored = { ...inline, store: ids.store };
    const first = await flow(stored, storeNode());
    await deliver(first.node, { payload: 7 });
    await helper.unload();

    const second = await flow({ ...stored, plateValue: "0.1" }, storeNode());
    await deliver(second.node, { payload: 1 });
    await deliver(second.node, { payload: { read: true } });
    // The seven at 10 L each, the new one at 100 L.
    await until(() => second.readings.length === 1);
    assert.equal(second.readings[0]?.payload.values.water_volume, 1670);
    await helper.unload();

    const third = await flow({ ...stored, startIndex: "20" }, storeNode());
    await until(() => statusOf(third.node)() !== undefined);
    await deliver(third.node, { payload: { index: 20 } });
    assert.equal(third.events[0]?.payload.before, 20_000);
  });

  it("counts every pulse meter of the site at its GPIO line, and says what is wrong with each", async () => {
    const standIn = new GpiomonStandIn(2, [{ burst: 100, seconds: 1 }]);
    try {
      const pulse = { line: 17, medium: "electricity", pulsesPerUnit: 1000, debounceMs: 0 };
      const { node, readings } = await flow(
        { source: "site", site: ids.site, store: ids.store },
        siteNode(
          { id: "s0", intervalSeconds: 0.2, pulse },
          { id: "none", intervalSeconds: 0.2, pulse: { ...pulse, line: 18, driver: "rpio" } },
          { id: "sent", intervalSeconds: 3600, pulse: { driver: "message", medium: "gas", unitPerPulse: 0.01 } },
        ),
        storeNode(),
      );
      await until(() => readings.some(({ payload }) => payload.values.active_energy_import === 0.1));
      const seen = readings.filter(({ payload }) => payload.meter === "s0").map(({ payload }) => payload);
      const totals = seen.map(({ values }) => values.active_energy_import ?? Number.NaN);
      assert.deepEqual(
        [...totals].sort((a, b) => a - b),
        totals,
      );
      // 100 a second, 1000 to the kWh; between two pulses a little less.
      const powers = seen.flatMap(({ values }) => values.active_power ?? []);
      assert.ok(Math.max(...powers) <= 360 + 1e-6 && Math.max(...powers) > 100, String(powers));
      assert.ok(readings.every(({ payload }) => payload.meter === "s0"));
      assert.equal(problems().none, "DEPENDENCY_MISSING");
      const { meterStates } = helper.getNode(ids.site) as unknown as SiteNode;
      assert.deepEqual(
        ["s0", "none", "sent"].map((id) => meterStates.get(id)?.state),
        ["online", "failing", "waiting"],
      );
      assert.equal(codeOf(await deliver(node, { payload: 1, meter: "s0" })), "MESSAGE_INVALID");
      assert.equal(codeOf(await deliver(node, { payload: 1 })), "MESSAGE_INVALID");
      assert.equal(await deliver(node, { payload: 1, meter: "sent" }), undefined);
      assert.equal(codeOf(await deliver(node, { payload: { read: true }, meter: "none" })), "DEPENDENCY_MISSING");
    } finally {
      await helper.unload();
      standIn.remove();
    }
  });

  it("gives no reading while its line is not watched, and the total again when it is", async () => {
    const standIn = new GpiomonStandIn(2, [{ fail: "unable to request lines: Device or resource busy" }]);
    try {
      const gpio = { ...inline, driver: "gpiomon", line: "17", intervalSeconds: 0.2 };
      const { node, readings } = await flow(gpio);
      await until(() => problems().w1 === "GPIO_FAILED");
      assert.equal(statusOf(node)(), "all failing");
      assert.equal(codeOf(await deliver(node, { payload: { read: true } })), "GPIO_FAILED");
      const before = readings.length;
      standIn.play(2, [{ burst: 100, seconds: 0.1 }]);
      await until(() => readings.some(({ payload }) => payload.values.water_volume === 1600));
      assert.ok(before <= 1, `${before} readings of a line that is not watched`);
      assert.deepEqual(problems(), {});
    } finally {
      await helper.unload();
      standIn.remove();
    }
  });

  it("is idle where the site has no pulse meters", async () => {
    const { node } = await flow({ source: "site", site: ids.site, store: "" }, siteNode());
    await until(() => statusOf(node)() === "idle");
    assert.deepEqual(problems(), {});
  });

  const wrong: readonly [name: string, config: object, code: string][] = [
    ["without a GPIO line", { driver: "gpiomon" }, "CONFIG_INVALID"],
    ["without the worth of a pulse", { plateValue: "" }, "CONFIG_INVALID"],
    ["with an id that cannot stand in a topic", { meter: "water 1" }, "CONFIG_INVALID"],
    ["with a journal that is not there", { store: "9c000000000000ff" }, "NODE_UNCONFIGURED"],
    ["without a site model's node", { source: "site", site: "" }, "NODE_UNCONFIGURED"],
  ];
  for (const [name, config, code] of wrong) {
    it(`does nothing ${name}, and says so`, async () => {
      const { node, readings } = await flow({ ...inline, ...config });
      assert.equal(statusOf(node)(), "configuration error");
      assert.deepEqual(problems(), { "": code });
      assert.equal(codeOf(await deliver(node, { payload: 1 })), code);
      assert.deepEqual(readings, []);
    });
  }
});
