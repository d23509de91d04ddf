import assert from "node:assert/strict";
import type { Alert, Notification } from "../../dist/lib/contract/alerts.js";
import alertManager from "../../dist/nodes/alert-manager.js";
import energyApi from "../../dist/nodes/energy-api.js";
import energySite from "../../dist/nodes/energy-site.js";
import { condition } from "../support/alerts.ts";
import { eventually } from "../support/eventually.ts";
import { JournalFlow, storeId } from "../support/journal-flow.ts";
import { deliver, helper, type Received, receivedBy } from "../support/node-red.ts";

const tab = "a1e2700000000010";
const ids = {
  site: "a1e2700000000011",
  node: "a1e2700000000012",
  alerts: "a1e2700000000013",
  orders: "a1e2700000000014",
  list: "a1e2700000000015",
  ack: "a1e2700000000016",
  shelve: "a1e2700000000017",
  answers: "a1e2700000000018",
};
const manager = (config: object) => [
  { id: ids.node, type: "alert-manager", wires: [[ids.alerts], [ids.orders]], ...config },
  { id: ids.alerts, type: "helper" },
  { id: ids.orders, type: "helper" },
];
const alerting = {
  recipients: ["anna"],
  policies: [{ id: "all", holdSeconds: 0, delaySeconds: 0.1, steps: [{ to: ["anna"] }] }],
};
/** What the HTTP interface answers: a list, an alert or a problem. */
interface Answered extends Alert {
  readonly items: readonly (Alert & { readonly text: string })[];
  readonly code: string;
}

const tell = (active = true) =>
  deliver(helper.getNode(ids.node), { payload: condition({ active, at: Date.now(), since: Date.now() }) });

describe("alert-manager node", () => {
  before((done) => {
    helper.startServer(done);
  });
  afterEach(() => helper.unload());
  after((done) => {
    helper.stopServer(done);
  });

  it("works alone: alerts and orders on two outputs, delays by its own clock", async () => {
    await helper.load([alertManager.default], manager({ alerting: JSON.stringify(alerting) }) as never);
    const alerts = receivedBy<Alert>(ids.alerts);
    const orders = receivedBy<Notification>(ids.orders);
    await tell();
    assert.equal(alerts.length, 0);
    await eventually(async () => orders[0]);
    assert.equal(alerts[0]?.topic, "works/press/alert");
    assert.equal(orders[0]?.topic, "works/press/notification");
    const alert = alerts[0]?.payload as Alert;
    const { site, id } = alert;
    const payload = { kind: "alert-command", site, alert: id, command: "acknowledge", by: "anna", at: Date.now() };
    await deliver(helper.getNode(ids.node), { payload });
    await tell(false);
    assert.deepEqual(
      alerts.map((one) => one.payload.change),
      ["raised", "acknowledged", "cleared"],
    );
  });

  it("says what is wrong with its configuration and stays inert", async () => {
    await helper.load([alertManager.default], manager({ alerting: "{" }) as never);
    const error = await tell();
    assert.match(String(error), /alerting/);
  });
});

describe("alert-manager node with a site and a journal", () => {
  const journal = new JournalFlow();
  const model = {
    version: 1,
    site: { id: "works", timeZone: "UTC" },
    buses: [{ id: "hall", host: "127.0.0.1" }],
    meters: [{ id: "press", bus: "hall", unitId: 1, profile: "wago-879-30xx", name: "Press 1" }],
    recipients: [{ id: "anna", channels: [{ mail: "anna@example.com" }] }],
    alerting: { policies: alerting.policies },
  };
  const api = (id: string, operation: string) => ({
    id,
    type: "energy-api",
    operation,
    site: ids.site,
    store: storeId,
    wires: [[ids.answers]],
  });
  const load = () =>
    journal.load(
      [
        { id: tab, type: "tab" },
        { id: ids.site, type: "energy-site", source: "inline", model: JSON.stringify(model) },
        ...manager({ site: ids.site, store: storeId, z: tab, x: 0, y: 0 }),
        api(ids.list, "alerts"),
        api(ids.ack, "acknowledge"),
        api(ids.shelve, "shelve"),
        { id: ids.answers, type: "helper" },
      ],
      {},
      [energySite.default, alertManager.default, energyApi.default],
    );
  const ask = async (node: string, payload: object, params: object = {}) => {
    const answers = receivedBy<Answered>(ids.answers);
    await deliver(helper.getNode(node), { payload, req: { headers: {}, params } });
    return answers.at(-1) as Received<Answered>;
  };

  before((done) => {
    helper.startServer(done);
  });
  after(async () => {
    await journal.remove();
    await new Promise<void>((resolve) => {
      helper.stopServer(() => resolve());
    });
  });

  it("lists, acknowledges and shelves over HTTP, and remembers it over a restart", async () => {
    await load();
    const orders = receivedBy<Notification>(ids.orders);
    await tell();
    await eventually(async () => orders[0]);
    assert.ok((orders[0]?.journal as { seq?: number } | undefined)?.seq);
    const id = orders[0]?.payload.alert.id as string;
    const listed = (await ask(ids.list, { state: "open" })).payload.items;
    assert.deepEqual(
      listed.map((alert) => [alert.id, alert.state, alert.text]),
      [[id, "raised", "Press 1: limit"]],
    );
    const done = await ask(ids.ack, { by: "Anna", note: "seen" }, { id });
    assert.equal(done.statusCode, 200);
    assert.equal(done.payload.state, "acknowledged");

    await load();
    const again = await ask(ids.list, { state: "acknowledged" });
    assert.equal(again.payload.items[0]?.acknowledged?.note, "seen");
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const shelved = await ask(ids.shelve, { by: "Anna", until }, { id });
    assert.equal(shelved.payload.shelved?.until, until);
  });

  it("refuses what is wrong, unknown or over", async () => {
    const alerts = receivedBy<Alert>(ids.alerts);
    const { id } = (await ask(ids.list, {})).payload.items[0] as Alert;
    assert.equal((await ask(ids.ack, {}, { id })).statusCode, 400);
    assert.equal((await ask(ids.shelve, { by: "Anna", until: "tomorrow" }, { id })).statusCode, 400);
    assert.equal((await ask(ids.ack, { by: "Anna" }, { id: "mill~limit~zzz" })).statusCode, 404);
    assert.equal((await ask(ids.ack, { by: "Anna" }, { id: "../etc" })).statusCode, 404);
    assert.equal((await ask(ids.list, { meter: "mill" })).statusCode, 404);
    await tell(false);
    await eventually(async () => alerts.find(({ payload }) => payload.state === "cleared"));
    const late = await ask(ids.ack, { by: "Anna" }, { id });
    assert.deepEqual([late.statusCode, late.payload.code], [409, "ALERT_CLEARED"]);
  });
});
