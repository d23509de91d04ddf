import assert from "node:assert/strict";
import type { Reading } from "../../dist/lib/contract/messages.js";
import type { SiteNode } from "../../dist/lib/red/handles.js";
import { problemBoard } from "../../dist/lib/red/problems.js";
import energySite from "../../dist/nodes/energy-site.js";
import readingIn from "../../dist/nodes/reading-in.js";
import { deliver, helper, receivedBy } from "../support/node-red.ts";
import { until } from "../support/until.ts";

const ids = { site: "7ead000000000001", node: "7ead000000000002", out: "7ead000000000003" };
const model = {
  version: 1,
  site: { id: "works", timeZone: "Europe/Vienna" },
  meters: [
    { id: "m-hall1", device: { id: "esp-1" }, calibrations: [{ from: "2026-01-01", ct: 10 }] },
    { id: "m-gas", device: { id: "gas-7" } },
  ],
};
const site = { id: ids.site, type: "energy-site", source: "inline", demo: false, model: JSON.stringify(model) };
const esp = (more: object = {}) => ({ deviceId: "esp-1", current: 2, timestamp: 1767614395, ...more });

async function load(config: object = {}, nodes: readonly object[] = [site]) {
  const node = { id: ids.node, type: "reading-in", source: "site", site: ids.site, ...config, wires: [[ids.out]] };
  await helper.unload();
  await helper.load([energySite.default, readingIn.default], [
    ...nodes,
    node,
    { id: ids.out, type: "helper" },
  ] as never);
  return receivedBy<Reading>(ids.out);
}

const node = () => helper.getNode(ids.node);
const statusOf = () => {
  const { lastCall } = (node() as unknown as { status: { lastCall: { args: [{ fill: string; text: string }] } } })
    .status;
  return lastCall.args[0];
};
const states = () => (helper.getNode(ids.site) as unknown as SiteNode).meterStates;
const problems = () =>
  problemBoard()
    .list()
    .map(({ code, subject, level }) => [code, subject, level]);

describe("reading-in", () => {
  before((done) => {
    helper.startServer(done);
  });
  afterEach(() => helper.unload());
  after((done) => {
    helper.stopServer(done);
  });

  it("makes a reading of a device's message: its meter, canonical units, corrected, with its topic", async () => {
    const out = await load();
    assert.deepEqual(states().get("m-hall1"), { state: "waiting" });
    const msg = { topic: "energy/esp-1/data", payload: Buffer.from(JSON.stringify(esp())), qos: 1 };
    assert.equal(await deliver(node(), msg), undefined);
    assert.equal(out.length, 1);
    assert.equal(out[0]?.topic, "works/m-hall1/reading");
    assert.equal(out[0]?.qos, 1);
    const reading = { kind: "reading", site: "works", meter: "m-hall1", at: 1767614395000 };
    assert.deepEqual(out[0]?.payload, { ...reading, values: { current: 20 }, quality: "good" });
    assert.deepEqual(states().get("m-hall1"), { state: "online", lastSeen: 1767614395000 });
    assert.deepEqual([statusOf().fill, statusOf().text], ["green", "1 read"]);
  });

  it("names the field of a message that is wrong, and takes the next one", async () => {
    const out = await load();
    const error = await deliver(node(), { payload: esp({ current: "much" }) });
    assert.match(String(error), /not valid at "current": must be a number, but is the text "much"/);
    assert.equal(statusOf().fill, "yellow");
    assert.equal(await deliver(node(), { payload: esp() }), undefined);
    assert.equal(out.length, 1);
  });

  it("refuses a topic that is no text, and takes a message without one", async () => {
    const out = await load();
    for (const topic of [5, { a: 1 }, true]) {
      const error = await deliver(node(), { topic, payload: esp() });
      assert.match(String(error), /not valid at "topic": must be a text/);
    }
    assert.equal(await deliver(node(), { topic: null, payload: esp() }), undefined);
    assert.equal(out.length, 1);
  });

  it("of a list sends what is good, one message each, and tells done the place of what is not", async () => {
    const out = await load();
    const list = [esp(), esp({ current: [] }), esp({ deviceId: "gas-7" })];
    assert.match(String(await deliver(node(), { payload: list })), /"1\/current"/);
    assert.deepEqual(
      out.map(({ payload }) => payload.meter),
      ["m-hall1", "m-gas"],
    );
  });

  it("reports a device that is none of the site's once, with its id, and is content", async () => {
    const out = await load();
    for (let n = 0; n < 3; n++) assert.equal(await deliver(node(), { payload: esp({ deviceId: "esp-9" }) }), undefined);
    assert.equal(out.length, 0);
    assert.deepEqual(problems(), [["DEVICE_UNKNOWN", "device esp-9", "warning"]]);
    assert.equal(statusOf().text, "unknown devices: 1");
  });

  it("warns of lost uplinks until they come without a gap again", async () => {
    const out = await load();
    const uplink = (f_cnt: number) => ({
      end_device_ids: { device_id: "gas-7" },
      uplink_message: { f_cnt, decoded_payload: { gas_volume: f_cnt }, received_at: `2026-01-05T11:0${f_cnt}:00Z` },
    });
    for (const count of [1, 1, 4]) await deliver(node(), { payload: uplink(count) });
    assert.equal(out.length, 2);
    assert.deepEqual(problems(), [["FRAMES_MISSED", "gas-7 uplinks", "warning"]]);
    assert.equal(statusOf().text, "uplinks lost: 2");
    await deliver(node(), { payload: uplink(5) });
    assert.deepEqual(problems(), []);
    assert.equal(statusOf().fill, "green");
  });

  it("gives one list with what failed, where somebody waits for an answer, also when nothing is good", async () => {
    const out = await load({ output: "list" });
    assert.equal(await deliver(node(), { payload: [esp(), esp({ deviceId: "esp-9" })], request: 7 }), undefined);
    assert.equal(await deliver(node(), { payload: esp({ current: {} }) }), undefined);
    assert.deepEqual(
      out.map(({ payload, ingest, request }) => [(payload as unknown as Reading[]).length, ingest, request]),
      [
        [1, { received: 2, failures: [{ index: 1, code: "DEVICE_UNKNOWN", params: { device: "esp-9" } }] }, 7],
        [
          0,
          {
            received: 1,
            failures: [
              {
                index: 0,
                code: "MESSAGE_INVALID",
                params: { place: "current", detail: "must be a number, but is an object" },
              },
            ],
          },
          undefined,
        ],
      ],
    );
  });

  it("sends what a Shelly says number by number as one reading", async () => {
    const out = await load({ source: "inline", siteId: "works" }, []);
    const say = (value: string, payload: string) =>
      deliver(node(), { topic: `shellies/shellyem-1/emeter/0/${value}`, payload });
    await say("power", "1500");
    await say("total", "2500");
    assert.equal(out.length, 0);
    await until(() => out.length === 1);
    assert.deepEqual(out[0]?.payload.values, { active_power: 1.5, active_energy_import: 2.5 });
  });

  it("works alone: each device is a meter, or all of it is the one that is named", async () => {
    const out = await load({ source: "inline" }, []);
    await deliver(node(), { payload: esp() });
    assert.equal(out[0]?.topic, "site/esp-1/reading");
    const named = await load({ source: "inline", siteId: "works", meter: "main" }, []);
    await deliver(node(), { payload: esp() });
    assert.equal(named[0]?.topic, "works/main/reading");
  });

  it("says what is wrong with its configuration, and refuses every message", async () => {
    const wrong: readonly (readonly [object, RegExp])[] = [
      [{ format: "modbus" }, /"format"/],
      [{ mapping: [{ quantity: "powr", path: "p" }] }, /mapping\/0\/quantity/],
      [{ timePath: "a..b" }, /"timePath"/],
      [{ timeZone: "Vienna" }, /"timeZone"/],
      [{ site: "" }, /"site"/],
    ];
    for (const [config, message] of wrong) {
      const out = await load(config);
      assert.equal(statusOf().fill, "red", JSON.stringify(config));
      assert.match(String(await deliver(node(), { payload: esp() })), message);
      assert.equal(out.length, 0);
    }
  });

  describe("its dialog", () => {
    const preview = async (body: object) => {
      await load();
      const { body: answer } = await helper.request().post("/energy-gateway/reading-in/preview").send(body);
      return answer as { readings: Reading[]; errors: string[] };
    };

    it("shows what a pasted message would become", async () => {
      const config = { format: "generic", mapping: [{ quantity: "water_volume", path: "index", unit: "m³" }] };
      const payload = '{"deviceId":"w-1","index":12.5}';
      const { readings, errors } = await preview({ config, topic: "", payload });
      assert.deepEqual(errors, []);
      assert.deepEqual([readings[0]?.meter, readings[0]?.values], ["w-1", { water_volume: 12500 }]);
    });

    it("shows why it would be refused, be it the message or the mapping", async () => {
      const message = await preview({ config: {}, topic: "", payload: '{"deviceId":"w-1","power":"x"}' });
      assert.match(message.errors[0] ?? "", /"power"/);
      const mapping = await preview({ config: { mapping: [{ quantity: "powr", path: "" }] }, payload: "{}" });
      assert.match(mapping.errors[0] ?? "", /there is no "powr"/);
      assert.equal((await preview({ payload: 7, config: 3 })).readings.length, 0);
    });

    it("offers every quantity with the units that can be converted to its own", async () => {
      await load();
      const { body } = await helper.request().get("/energy-gateway/reading-in/choices");
      const { quantities } = body as { quantities: { name: string; units: string[] }[] };
      assert.deepEqual(quantities.find(({ name }) => name === "active_power")?.units, ["W", "kW", "MW"]);
      const water = quantities.find(({ name }) => name === "water_volume")?.units;
      assert.ok(water?.includes("m³") && water.includes("L"));
    });
  });
});
