import assert from "node:assert/strict";
import type { Node } from "node-red";
import type { Bill, Cost, Interval } from "../../dist/lib/contract/messages.js";
import type { StoreNode } from "../../dist/lib/red/handles.js";
import { problemBoard } from "../../dist/lib/red/problems.js";
import energySite from "../../dist/nodes/energy-site.js";
import tariffCost from "../../dist/nodes/tariff-cost.js";
import { JournalFlow, noon, quarter, storeId } from "../support/journal-flow.ts";
import { deliver, helper, type Received, receivedBy } from "../support/node-red.ts";

const ids = {
  site: "7a21ff0000000011",
  node: "7a21ff0000000012",
  costs: "7a21ff0000000013",
  bills: "7a21ff0000000014",
};
const tariff = {
  id: "flat",
  versions: [{ from: "2020-01-01", components: [{ id: "energy", kind: "energy", price: 0.25 }] }],
};
const model = (costs: object) => ({
  id: ids.site,
  type: "energy-site",
  source: "inline",
  model: JSON.stringify({
    version: 1,
    site: { id: "works", timeZone: "UTC" },
    buses: [{ id: "hall", host: "127.0.0.1" }],
    meters: [
      { id: "main", bus: "hall", profile: "wago-879-30xx", unitId: 1, role: "main" },
      { id: "m-press", bus: "hall", profile: "wago-879-30xx", unitId: 2 },
    ],
    ...costs,
  }),
});

interface Loaded {
  readonly node: Node;
  readonly costs: Received<Cost>[];
  readonly bills: Received<Bill>[];
}

const flowOf = (config: object) => [
  { id: ids.node, type: "tariff-cost", wires: [[ids.costs], [ids.bills]], ...config },
  { id: ids.costs, type: "helper" },
  { id: ids.bills, type: "helper" },
];

async function flow(config: object, ...others: object[]): Promise<Loaded> {
  await helper.load([tariffCost.default, energySite.default], [...others, ...flowOf(config)] as never);
  return { node: helper.getNode(ids.node), costs: receivedBy(ids.costs), bills: receivedBy(ids.bills) };
}

const query = (more: object = {}) => ({ kind: "query", site: "works", from: noon, to: noon + 1_800_000, ...more });

describe("tariff-cost node", () => {
  before((done) => {
    helper.startServer(done);
  });
  afterEach(() => helper.unload());
  after((done) => {
    helper.stopServer(done);
  });

  it("works alone: a tariff in the node, foreign properties kept", async () => {
    const { node, costs } = await flow({ timeZone: "UTC", currency: "CHF", tariffs: JSON.stringify(tariff) });
    await deliver(node, { payload: quarter(0, { meter: "m-press", amount: 8 }), plant: "mine" });
    assert.deepEqual(
      costs.map(({ payload, topic, plant }) => [topic, payload.amount, payload.currency, plant]),
      [["works/m-press/cost", "2", "CHF", "mine"]],
    );
  });

  it("bills the supplies of the site it names, and leaves what draws from none alone", async () => {
    const site = model({ tariffs: [tariff], supplies: [{ id: "grid", meter: "main", tariff: "flat" }] });
    const { node, costs } = await flow({ site: ids.site }, site);
    await deliver(node, { payload: quarter(0, { meter: "m-press", amount: 8 }) });
    await deliver(node, { payload: quarter(0, { meter: "m-press", amount: 8, quantity: "reactive_energy_import" }) });
    assert.deepEqual(
      costs.map(({ payload }) => payload.amount),
      ["2"],
    );
  });

  it("is idle while the site has no supply", async () => {
    const { node, costs } = await flow({ site: ids.site }, model({}));
    await deliver(node, { payload: quarter(0, { meter: "main", amount: 8 }) });
    assert.equal(costs.length, 0);
  });

  it("is red and points at the mistake in its tariff", async () => {
    const wrong = {
      id: "flat",
      versions: [{ from: "2020-01-01", components: [{ id: "energy", kind: "enregy", price: 1 }] }],
    };
    const { node } = await flow({ timeZone: "UTC", tariffs: JSON.stringify([wrong]) });
    const [problem] = problemBoard().list();
    assert.equal(problem?.code, "TARIFF_INVALID");
    assert.match(String(problem?.params.place), /^tariffs\/0\/versions\/0\/components\/0\/kind/);
    const error = await deliver(node, { payload: quarter(0, { meter: "main", amount: 8 }) });
    assert.equal((error as { code?: string } | undefined)?.code, "TARIFF_INVALID");
  });
});

describe("tariff-cost node with a journal", () => {
  const journal = new JournalFlow();
  const site = model({ tariffs: [tariff], supplies: [{ id: "grid", meter: "main", tariff: "flat" }] });

  async function start(): Promise<Received<Bill>[]> {
    await journal.load([site, ...flowOf({ site: ids.site, store: storeId })], {}, [
      tariffCost.default,
      energySite.default,
    ]);
    return receivedBy<Bill>(ids.bills);
  }
  const commit = (...records: Interval[]) =>
    (helper.getNode(storeId) as unknown as StoreNode).store?.commit({ records });
  const billed = ({ payload }: Received<Bill>): string => `${payload.supply} ${payload.amount} v${payload.version}`;

  before((done) => {
    helper.startServer(done);
  });
  after(async () => {
    await journal.remove();
    await new Promise<void>((resolve) => {
      helper.stopServer(() => resolve());
    });
  });

  it("answers a query with the bill of what the journal holds, after a restart and a correction too", async () => {
    let bills = await start();
    await commit(quarter(0, { meter: "main", amount: 8 }), quarter(1, { meter: "main", amount: 4 }));
    await deliver(helper.getNode(ids.node), { payload: query() });
    assert.deepEqual(bills.map(billed), ["grid 3.00 v1"]);

    bills = await start();
    await commit(quarter(1, { meter: "main", amount: 6, version: 2 }));
    await deliver(helper.getNode(ids.node), { payload: query() });
    assert.deepEqual(bills.map(billed), ["grid 3.50 v2"]);
  });
});
