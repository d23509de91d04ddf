import assert from "node:assert/strict";
import type { Node } from "node-red";
import type { Interval, MeterEvent, Reading } from "../../dist/lib/contract/messages.js";
import { problemBoard } from "../../dist/lib/red/problems.js";
import energyAccumulator from "../../dist/nodes/energy-accumulator.js";
import energySite from "../../dist/nodes/energy-site.js";
import { deliver, helper, type Received, receivedBy } from "../support/node-red.ts";

const start = Date.UTC(2026, 0, 5, 9, 0);
const ids = {
  site: "ac00000000000001",
  accumulator: "ac00000000000002",
  closed: "ac00000000000003",
  running: "ac00000000000004",
  corrections: "ac00000000000005",
};

const reading = (minute: number, kwh: number): Reading => ({
  kind: "reading",
  site: "works",
  meter: "m1",
  at: start + minute * 60_000,
  values: { active_energy_import: kwh },
  quality: "good",
});

interface Flow {
  readonly node: Node;
  readonly closed: Received<Interval>[];
  readonly running: Received<Interval>[];
  readonly corrections: Received<MeterEvent>[];
}

async function flow(config: object, ...others: object[]): Promise<Flow> {
  await helper.load(
    [energyAccumulator.default, energySite.default],
    [
      ...others,
      {
        id: ids.accumulator,
        type: "energy-accumulator",
        wires: [[ids.closed], [ids.running], [ids.corrections]],
        ...config,
      },
      { id: ids.closed, type: "helper" },
      { id: ids.running, type: "helper" },
      { id: ids.corrections, type: "helper" },
    ],
  );
  return {
    node: helper.getNode(ids.accumulator),
    closed: receivedBy(ids.closed),
    running: receivedBy(ids.running),
    corrections: receivedBy(ids.corrections),
  };
}

describe("energy-accumulator node", () => {
  before((done) => {
    helper.startServer(done);
  });
  afterEach(() => helper.unload());
  after((done) => {
    helper.stopServer(done);
  });

  it("works alone: intervals on output 1, running ones on output 2, foreign properties kept", async () => {
    const { node, closed, running } = await flow({ timeZone: "Europe/Vienna", steps: ["15m"], running: true });
    await deliver(node, { payload: reading(0, 100) });
    await deliver(node, { payload: reading(10, 103), plant: "mine" });
    await deliver(node, { payload: reading(15, 104), plant: "mine" });
    assert.equal(closed.length, 1);
    assert.equal(closed[0]?.topic, "works/m1/interval");
    assert.equal(closed[0]?.payload.amount, 4);
    assert.equal(closed[0]?.plant, "mine");
    assert.equal(running[0]?.payload.version, 0);
  });

  it("sends what a late reading changes again, with its next version, and says on output 3 what and why", async () => {
    const { node, closed, corrections } = await flow({ timeZone: "UTC", steps: ["15m"], running: false });
    for (const [minute, kwh] of [
      [0, 0],
      [14, 10],
      [16, 20],
      [31, 30],
      [15, 11],
    ] as const) {
      await deliver(node, { payload: reading(minute, kwh) });
    }
    assert.deepEqual(
      closed.map(({ payload }) => [payload.amount, payload.version]),
      [
        [15, 1],
        [14.333333, 1],
        [11, 2],
        [18.333333, 2],
      ],
    );
    const [correction] = corrections;
    assert.deepEqual(
      [correction?.topic, correction?.payload.cause, correction?.payload.intervals],
      ["works/m1/event", "late-reading", 2],
    );
  });

  it("bounds a meter by the rated power that its site model gives", async () => {
    const meters = [{ id: "m1", device: { id: "d1" }, ratedPowerKw: 12 }];
    const model = JSON.stringify({ version: 1, site: { id: "works", timeZone: "UTC" }, meters });
    const site = { id: ids.site, type: "energy-site", source: "inline", model };
    const { node, closed } = await flow({ site: ids.site, steps: ["15m"], running: false }, site);
    for (const [minute, kwh] of [
      [0, 0],
      [5, 1],
      [10, 999],
      [15, 3],
    ] as const) {
      await deliver(node, { payload: reading(minute, kwh) });
    }
    assert.deepEqual([closed[0]?.payload.amount, closed[0]?.payload.quality], [3, "measured"]);
  });

  it("takes the time zone of the site it names", async () => {
    const model = JSON.stringify({ version: 1, site: { id: "works", timeZone: "America/St_Johns" } });
    const site = { id: ids.site, type: "energy-site", source: "inline", model };
    const { node, running } = await flow({ site: ids.site, timeZone: "UTC", steps: ["1d"], running: true }, site);
    await deliver(node, { payload: reading(0, 1) });
    await deliver(node, { payload: reading(1, 2) });
    assert.equal(running[0]?.payload.from, Date.parse("2026-01-05T03:30:00.000Z"));
  });

  it("refuses a message that is no reading with the place of the mistake, and counts on", async () => {
    const { node, closed } = await flow({ timeZone: "UTC", steps: ["15m"] });
    await deliver(node, { payload: reading(0, 1) });
    const error = await deliver(node, { payload: { ...reading(5, 2), values: { active_energy_import: "2" } } });
    assert.match(String(error), /values\/active_energy_import/);
    await deliver(node, { payload: reading(15, 3) });
    assert.equal(closed[0]?.payload.amount, 2);
  });

  it("is red and says why when its time zone does not exist", async () => {
    const { node } = await flow({ timeZone: "Europe/Atlantis" });
    assert.equal(problemBoard().list()[0]?.code, "CONFIG_INVALID");
    assert.match(String(await deliver(node, { payload: reading(0, 1) })), /Atlantis/);
  });
});
