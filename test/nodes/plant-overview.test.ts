import assert from "node:assert/strict";
import { DateTime } from "luxon";
import { EnergyError } from "../../dist/lib/contract/error.js";
import type { SiteNode } from "../../dist/lib/red/handles.js";
import { problemBoard } from "../../dist/lib/red/problems.js";
import type { Overview } from "../../dist/lib/site/overview.js";
import type { PowerCurve } from "../../dist/lib/site/power-curve.js";
import energySite from "../../dist/nodes/energy-site.js";
import plantOverview from "../../dist/nodes/plant-overview.js";
import { eventually } from "../support/eventually.ts";
import { JournalFlow, storeId } from "../support/journal-flow.ts";
import { deliver, helper, type Received, receivedBy } from "../support/node-red.ts";

const load = [energySite.default, plantOverview.default];
const [siteId, overviewId, nowId, curveId] = ["1", "2", "3", "4"].map((n) => `517300000000000${n}`) as [
  string,
  string,
  string,
  string,
];
const model = {
  version: 1,
  site: { id: "plant", timeZone: "UTC" },
  buses: [{ id: "hall", host: "127.0.0.1" }],
  meters: [{ id: "press", bus: "hall", profile: "wago-879-30xx", intervalSeconds: 60 }],
};
const reading = (active_power: number) => ({
  kind: "reading",
  site: "plant",
  meter: "press",
  at: Date.now(),
  values: { active_power },
  quality: "good",
});

async function overviews(config: object = { site: siteId }) {
  await helper.load(load, [
    { id: siteId, type: "energy-site", source: "inline", model: JSON.stringify(model) },
    { id: overviewId, type: "plant-overview", wires: [[nowId], [curveId]], ...config },
    { id: nowId, type: "helper" },
    { id: curveId, type: "helper" },
  ]);
  return { now: receivedBy<Overview>(nowId), curves: receivedBy<PowerCurve>(curveId) };
}

const one = (received: Received<Overview>[], wanted: (overview: Overview) => boolean): Promise<Overview> =>
  eventually(async () => received.map(({ payload }) => payload).find(wanted));

describe("plant-overview", () => {
  before((done) => {
    helper.startServer(done);
  });
  afterEach(() => helper.unload());
  after((done) => {
    helper.stopServer(done);
  });

  it("sends the empty plant, then what the readings say", async () => {
    const { now } = await overviews();
    await one(now, ({ power }) => power === null);
    for (const power of [10, 20, 30]) {
      assert.equal(await deliver(helper.getNode(overviewId), { payload: reading(power) }), undefined);
    }
    const overview = await one(now, ({ power }) => power === 30);
    assert.equal(overview.meters[0]?.state, "online");
    assert.equal(now.at(-1)?.topic, "plant/-/overview");
  });

  it("shows a failing meter and its reason in both languages, without a message", async () => {
    const { now } = await overviews();
    const site = helper.getNode(siteId) as unknown as SiteNode;
    const error = new EnergyError("METER_NO_ANSWER", {
      meter: "press",
      unitId: 1,
      bus: "127.0.0.1:502",
      timeoutMs: 500,
    });
    site.meterStates.set("press", { state: "failing", error });
    const { meters } = await one(now, (overview) => overview.meters[0]?.state === "failing");
    assert.match(String(meters[0]?.error?.["en-US"]), /does not answer within 500 ms/);
    assert.match(String(meters[0]?.error?.de), /antwortet nicht/);
  });

  it("turns the history of quarter hours into a power curve and keeps foreign properties", async () => {
    const { curves } = await overviews();
    const interval = {
      kind: "interval",
      site: "plant",
      meter: "press",
      quantity: "active_energy_import",
      from: 900_000,
      to: 1_800_000,
      amount: 5,
      quality: "measured",
      reasons: [],
      version: 1,
    };
    await deliver(helper.getNode(overviewId), { payload: [interval], page: "plant" });
    assert.deepEqual(curves[0]?.payload.series[0]?.power, [20]);
    assert.equal(curves[0]?.page, "plant");
  });

  it("refuses what is no message, once and by name", async () => {
    await overviews();
    const error = await deliver(helper.getNode(overviewId), { payload: { kind: "reading" } });
    assert.match(String(error?.message), /not valid/);
    assert.match(String((await deliver(helper.getNode(overviewId), { payload: [{}] }))?.message), /not valid/);
  });

  it("is inert and says so where no site is chosen", async () => {
    await overviews({ site: "" });
    assert.equal(problemBoard().list()[0]?.code, "NODE_UNCONFIGURED");
    assert.equal(await deliver(helper.getNode(overviewId), { payload: reading(1) }), undefined);
  });

  it("knows this month from the journal after a restart", async () => {
    const flows = new JournalFlow();
    const midnight = DateTime.utc().startOf("day");
    const yesterday = midnight.minus({ days: 1 });
    const day = (from: DateTime, amount: number) => ({
      kind: "interval",
      site: "plant",
      meter: "press",
      quantity: "active_energy_import",
      from: from.toMillis(),
      to: from.plus({ days: 1 }).toMillis(),
      amount,
      quality: "measured",
      reasons: [],
      version: 1,
    });
    const journalId = "5173000000000005";
    const nodes = [
      { id: siteId, type: "energy-site", source: "inline", model: JSON.stringify(model) },
      { id: journalId, type: "energy-journal", store: storeId, wires: [[]] },
      { id: overviewId, type: "plant-overview", site: siteId, store: storeId, wires: [[nowId], []] },
      { id: nowId, type: "helper" },
    ];
    try {
      await flows.load(nodes, {}, load);
      await deliver(helper.getNode(journalId), { payload: day(midnight, 12) });
      await deliver(helper.getNode(journalId), { payload: day(yesterday, 30) });
      await flows.load(nodes, {}, load);
      // On the first of a month yesterday belongs to the one before.
      const expected = yesterday.month === midnight.month ? 42 : 12;
      await one(receivedBy<Overview>(nowId), ({ energyMonth }) => energyMonth === expected);
    } finally {
      await flows.remove();
    }
  });
});
