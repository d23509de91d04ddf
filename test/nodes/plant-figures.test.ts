import assert from "node:assert/strict";
import type { Query } from "../../dist/lib/contract/messages.js";
import type { FiguresView } from "../../dist/lib/figures/figures-view.js";
import { problemBoard } from "../../dist/lib/red/problems.js";
import energySite from "../../dist/nodes/energy-site.js";
import plantFigures from "../../dist/nodes/plant-figures.js";
import { eventually } from "../support/eventually.ts";
import { JournalFlow, storeId } from "../support/journal-flow.ts";
import { deliver, helper, type Received, receivedBy } from "../support/node-red.ts";

const load = [energySite.default, plantFigures.default];
const [siteId, figuresId, knownId, questionsId, tabId] = ["1", "2", "3", "4", "5"].map(
  (n) => `517400000000000${n}`,
) as [string, string, string, string, string];
const model = {
  version: 1,
  site: { id: "plant", timeZone: "UTC" },
  machines: [{ id: "press", name: "Press" }],
  buses: [{ id: "hall", host: "127.0.0.1" }],
  meters: [{ id: "m-press", bus: "hall", profile: "wago-879-30xx", machine: "press" }],
};
const nodes = (config: object, plant: object = model) => [
  { id: siteId, type: "energy-site", source: "inline", model: JSON.stringify(plant) },
  // On a tab, as in a real flow: config nodes close after those.
  { id: tabId, type: "tab" },
  { id: figuresId, z: tabId, type: "plant-figures", site: siteId, wires: [[knownId], [questionsId]], ...config },
  { id: knownId, z: tabId, type: "helper" },
  { id: questionsId, z: tabId, type: "helper" },
];
const about = { site: "plant", meter: "m-press" };
const stateOf = (state: string, at = Date.now()) => ({
  payload: {
    kind: "condition",
    ...about,
    rule: "machine-state",
    active: false,
    severity: "notice",
    at,
    since: at,
    evidence: { state },
  },
});
const model1 = {
  id: "use",
  version: 1,
  madeAt: 1,
  from: 0,
  to: 86_400_000,
  shape: "2p",
  terms: [],
  observations: 60,
  parameters: 2,
  rSquared: 0.9,
  adjustedRSquared: 0.9,
  cvRmse: 0.1,
  adjustedCvRmse: 0.1,
  nmbe: 0,
  autocorrelation: 0,
  pValue: 0,
  fit: true,
};

const one = (received: Received<FiguresView>[], wanted: (view: FiguresView) => boolean): Promise<FiguresView> =>
  eventually(async () => received.map(({ payload }) => payload).find(wanted));

describe("plant-figures node", () => {
  before((done) => {
    helper.startServer(done);
  });
  afterEach(() => helper.unload());
  after((done) => {
    helper.stopServer(done);
  });

  it("sends what is known, with names, when something has changed", async () => {
    await helper.load(load, nodes({}));
    const known = receivedBy<FiguresView>(knownId);
    const learning = await one(known, ({ machines }) => machines[0]?.state === null);
    assert.equal(learning.machines[0]?.name, "Press");
    assert.equal(await deliver(helper.getNode(figuresId), stateOf("idle")), undefined);
    await one(known, ({ machines }) => machines[0]?.state === "idle");
    assert.equal(known.at(-1)?.topic, "plant/-/figures");
  });

  it("asks for the savings after a day that was held against a baseline", async () => {
    await helper.load(load, nodes({}));
    const questions = receivedBy<Query>(questionsId);
    const use = { actual: 9, expected: 10, ratio: 0.9, cumulativeSaving: 1 };
    const day = { kind: "baseline", ...about, quantity: "active_energy_import", from: 172_800_000, to: 259_200_000 };
    assert.equal(await deliver(helper.getNode(figuresId), { payload: { ...day, use, model: model1 } }), undefined);
    await eventually(async () => questions[0]);
    const [question] = questions;
    assert.deepEqual(question?.payload, { kind: "query", ...about, from: model1.to, to: day.to });
    assert.match(String(await deliver(helper.getNode(figuresId), { payload: { ...day, to: "later" } })), /payload|to/);
  });

  it("without a site is inert and says so", async () => {
    await helper.load(load, nodes({ site: "" }));
    assert.equal(await deliver(helper.getNode(figuresId), stateOf("idle")), undefined);
    assert.ok(
      problemBoard()
        .list()
        .some(({ code }) => code === "NODE_UNCONFIGURED"),
    );
  });
});

describe("plant-figures node with a journal", () => {
  const flow = new JournalFlow();
  before((done) => {
    helper.startServer(done);
  });
  after((done) => {
    flow.remove().then(() => helper.stopServer(done), done);
  });

  it("knows after a restart what it knew before", async () => {
    const config = nodes({ store: storeId });
    await flow.load(config, {}, load);
    const before = receivedBy<FiguresView>(knownId);
    await deliver(helper.getNode(figuresId), stateOf("idle"));
    await one(before, ({ machines }) => machines[0]?.state === "idle");
    await flow.load(config, {}, load);
    await one(receivedBy<FiguresView>(knownId), ({ machines }) => machines[0]?.state === "idle");
  });

  it("forgets the figures of the site that was there before", async () => {
    await flow.load(nodes({ store: storeId }), {}, load);
    const at = Date.now();
    const evidence = { shift: "Day", from: at - 3_600_000, to: at, idleKwh: 5, idleHours: 1 };
    await deliver(helper.getNode(figuresId), stateOf("idle"));
    await deliver(helper.getNode(figuresId), { payload: { ...stateOf("idle").payload, rule: "idle-use", evidence } });
    await one(receivedBy<FiguresView>(knownId), ({ idle }) => idle.last?.kwh === 5);

    const mill = { ...model, site: { id: "mill", timeZone: "UTC" } };
    await flow.load(nodes({ store: storeId }, mill), {}, load);
    await one(receivedBy<FiguresView>(knownId), ({ site }) => site.id === "mill");
    await flow.load(nodes({ store: storeId }), {}, load);
    await deliver(helper.getNode(figuresId), stateOf("running"));
    const again = await one(receivedBy<FiguresView>(knownId), ({ machines }) => machines[0]?.state === "running");
    assert.equal(again.idle.days, null);
  });
});
