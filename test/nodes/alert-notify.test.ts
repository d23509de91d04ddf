import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { Delivery } from "../../dist/lib/contract/alerts.js";
import { problemBoard } from "../../dist/lib/red/problems.js";
import alertNotify from "../../dist/nodes/alert-notify.js";
import { eventually } from "../support/eventually.ts";
import { HttpReceiver, type Reaction } from "../support/http-receiver.ts";
import { JournalFlow, storeId } from "../support/journal-flow.ts";
import { deliver, helper, receivedBy } from "../support/node-red.ts";
import { order } from "../support/notifications.ts";
import { freePort } from "../support/ports.ts";

const ids = { tab: "6e07a10000000010", node: "6e07a10000000011", out: "6e07a10000000012" };
const secret = "k9-very-secret";
const nodes = (url: string, more: object = {}) => [
  { id: ids.tab, type: "tab" },
  {
    id: ids.node,
    type: "alert-notify",
    z: ids.tab,
    wires: [[ids.out]],
    heartbeatMinutes: 0.01,
    recipients: JSON.stringify([{ id: "anna", channels: [{ webhook: url }] }]),
    ...more,
  },
  { id: ids.out, type: "helper", z: ids.tab },
];
const now = () => ({ at: Date.now(), due: Date.now(), expires: Date.now() + 60_000 });
const tell = (number: number, more: object = {}) =>
  deliver(helper.getNode(ids.node), { payload: order(number, { ...now(), ...more }) });

describe("alert-notify node", () => {
  let receiver: HttpReceiver;
  let react: Reaction = 200;
  before((done) => {
    helper.startServer(done);
  });
  beforeEach(async () => {
    react = 200;
    receiver = await HttpReceiver.start(() => react, secret);
  });
  afterEach(async () => {
    await helper.unload();
    await receiver.close();
  });
  after((done) => {
    helper.stopServer(done);
  });

  const load = async (more: object = {}, credentials: object = { webhookSecret: secret }) => {
    await helper.load([alertNotify.default], nodes(receiver.url, more) as never, { [ids.node]: credentials } as never);
    return receivedBy<Delivery>(ids.out);
  };

  it("hands a notification over, signed and under its key, and says so", async () => {
    const out = await load();
    assert.equal(await tell(1), undefined);
    const { topic, payload } = await eventually(async () => out[0]);
    assert.equal(receiver.forged, 0);
    assert.deepEqual(
      receiver.taken.map(({ key }) => key),
      ['"m1~leak~k1~1~0"'],
    );
    const { state, attempts, answer, channel } = payload;
    assert.deepEqual([state, attempts, answer, channel], ["delivered", 1, "status 200", "webhook"]);
    assert.equal(topic, "works/m1/delivery");
  });

  it("tells the same notification once, however often it comes", async () => {
    const out = await load();
    const payload = order(1, now());
    for (let n = 0; n < 3; n++) await deliver(helper.getNode(ids.node), { payload });
    await tell(2);
    await eventually(async () => out[1]);
    assert.equal(receiver.taken.length, 2);
  });

  it("says who is unknown, and which channel is not set", async () => {
    const out = await load({
      recipients: JSON.stringify([
        { id: "anna", name: "Anna", channels: [{ webhook: receiver.url }, { mail: "a@b.c" }] },
      ]),
    });
    assert.match(String(await tell(1, { recipient: "nobody" })), /there is no recipient "nobody"/);
    assert.match(String(await tell(2)), /Anna is to be told by mail, but nothing is set/);
    await eventually(async () => out[1]);
    assert.deepEqual(out.map(({ payload: { channel, state } }) => `${channel} ${state}`).sort(), [
      "mail refused",
      "webhook delivered",
    ]);
  });

  it("says why a receiver does not take it, without its address's secret part, even where that is repeated", async () => {
    react = 503;
    receiver.says = ({ path }) => `Cannot POST ${path}`;
    const url = `${receiver.url}?token=hush-hush`;
    const out = await load({ recipients: JSON.stringify([{ id: "anna", channels: [{ webhook: url }] }]) });
    await tell(1);
    await eventually(async () => out[0]);
    assert.equal(out[0]?.payload.state, "failed");
    const [problem] = problemBoard().list();
    assert.deepEqual([problem?.code, problem?.level], ["TARGET_FAILED", "warning"]);
    const told = JSON.stringify([out, problem]);
    for (const hidden of ["hush-hush", secret]) assert.ok(!told.includes(hidden), told);
  });

  it("is inert with wrong settings, and names the field", async () => {
    await load({ smtpHost: "mail.example.com", sender: "no address" });
    assert.match(String(await tell(1)), /from/);
    // What asks for it would repeat the whole address in its error.
    await helper.unload();
    await load({}, { heartbeatUrl: "https://works:hush@watch.example.com/" });
    assert.match(String(await tell(1)), /heartbeatUrl.*without a password/);
  });

  it("takes its settings from the environment where it is told to", async () => {
    process.env.ENERGY_WEBHOOK_SECRET = secret;
    try {
      const out = await load({ settings: "environment" }, {});
      await tell(1);
      await eventually(async () => out[0]);
      assert.equal(receiver.forged, 0);
    } finally {
      delete process.env.ENERGY_WEBHOOK_SECRET;
    }
  });
});

describe("alert-notify node with a journal", function () {
  this.timeout(20_000);
  let flow: JournalFlow;
  before((done) => {
    helper.startServer(done);
  });
  beforeEach(() => {
    flow = new JournalFlow();
  });
  afterEach(() => flow.remove());
  after((done) => {
    helper.stopServer(done);
  });

  it("delivers after a restart what it could not before, and nothing twice", async () => {
    let react: Reaction = 503;
    const receiver = await HttpReceiver.start(() => react, "shared");
    try {
      const load = () => flow.load(nodes(receiver.url, { store: storeId }), {}, [alertNotify.default]);
      await load();
      react = 200;
      assert.equal(await tell(1), undefined);
      await eventually(async () => receiver.taken[0]);
      react = 503;
      await tell(2);
      await tell(3);
      react = 200;
      await load();
      await eventually(async () => receiver.taken[2]);
      await load();
      await tell(4);
      await eventually(async () => receiver.taken[3]);
      assert.deepEqual(
        receiver.taken.map(({ key }) => key).sort(),
        [1, 2, 3, 4].map((n) => `"m1~leak~k1~${n}~0"`),
      );
    } finally {
      await receiver.close();
    }
  });

  it("gives a sign of life as long as something is stored", async () => {
    const port = await freePort();
    let beats = 0;
    const watcher = createServer((_request, response) => {
      beats += 1;
      response.end("ok");
    });
    await new Promise<void>((resolve) => {
      watcher.listen(port, "127.0.0.1", resolve);
    });
    process.env.ENERGY_HEARTBEAT_URL = `http://127.0.0.1:${port}/ping/hush-hush`;
    try {
      const more = { store: storeId, settings: "environment", freshMinutes: 0.03 };
      await flow.load(nodes("http://127.0.0.1:9/", more), {}, [alertNotify.default]);
      await eventually(async () => (beats >= 2 ? true : undefined));
      // Nothing is stored any more: the beats end, and it is told without the address.
      const problem = await eventually(async () => problemBoard().list()[0]);
      assert.deepEqual([problem.subject, problem.code], ["heartbeat", "STORE_FAILED"]);
      const before = beats;
      await new Promise((resolve) => setTimeout(resolve, 1500));
      assert.equal(beats, before);
    } finally {
      delete process.env.ENERGY_HEARTBEAT_URL;
      watcher.closeAllConnections();
      await new Promise((resolve) => watcher.close(resolve));
    }
  });
});
