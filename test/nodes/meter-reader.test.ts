import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Node } from "node-red";
import type { CheckReport } from "../../dist/lib/contract/check-report.js";
import type { Reading } from "../../dist/lib/contract/messages.js";
import type { SiteNode } from "../../dist/lib/red/handles.js";
import { problemBoard } from "../../dist/lib/red/problems.js";
import energySite from "../../dist/nodes/energy-site.js";
import meterBus from "../../dist/nodes/meter-bus.js";
import meterReader from "../../dist/nodes/meter-reader.js";
import { eventually } from "../support/eventually.ts";
import { deliver, helper, type Received, receivedBy } from "../support/node-red.ts";
import { freePort } from "../support/ports.ts";
import { exception, floats, type ScriptedSlave, scriptedSlave } from "../support/scripted-slave.ts";
import { until } from "../support/until.ts";

const ids = {
  site: "5e00000000000001",
  bus: "5e00000000000002",
  reader: "5e00000000000003",
  second: "5e00000000000004",
  out: "5e00000000000005",
  checks: "5e00000000000006",
};
const inline = {
  source: "inline",
  bus: ids.bus,
  profile: "eastron-sdm630",
  unitId: "1",
  siteId: "works",
  meter: "press-1",
  intervalSeconds: "3600",
  quantities: ["frequency"],
};

interface Flow {
  readonly node: Node;
  readonly readings: Received<Reading>[];
}

async function flow(reader: object, ...others: object[]): Promise<Flow> {
  await helper.load(
    [energySite.default, meterBus.default, meterReader.default],
    [
      ...others,
      { id: ids.reader, type: "meter-reader", wires: [[ids.out]], ...reader },
      { id: ids.out, type: "helper" },
    ],
  );
  return { node: helper.getNode(ids.reader), readings: receivedBy(ids.out) };
}

const busNode = (port: number) => ({ id: ids.bus, type: "meter-bus", host: "127.0.0.1", port, timeoutMs: 300 });

function siteNode(port: number, meters: readonly object[]): object {
  const model = {
    version: 1,
    site: { id: "works", timeZone: "Europe/Vienna" },
    buses: [
      { id: "hall", host: "127.0.0.1", port, timeoutMs: 300 },
      { id: "cellar", host: "127.0.0.1", port: 1, timeoutMs: 300 },
    ],
    meters: meters.map((meter) => ({ bus: "hall", profile: "eastron-sdm630", intervalSeconds: 3600, ...meter })),
  };
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

describe("meter-reader", () => {
  let slave: ScriptedSlave;

  before((done) => {
    helper.startServer(done);
  });
  beforeEach(async () => {
    slave = await scriptedSlave((request, socket) => {
      if (request.unitId === 9) socket.write(exception(request, 11));
      else if (request.unitId < 10) socket.write(floats(request, 50));
    });
  });
  afterEach(async () => {
    await helper.unload();
    await slave.stop();
  });
  after((done) => {
    helper.stopServer(done);
  });

  it("reads a meter described in its own dialog as soon as the flow starts", async () => {
    const begun = Date.now();
    const { node, readings } = await flow(inline, busNode(slave.port));
    await until(() => readings.length === 1);
    const [{ topic, payload } = assert.fail()] = readings;
    assert.equal(topic, "works/press-1/reading");
    const { at, ...rest } = payload;
    assert.deepEqual(rest, {
      kind: "reading",
      site: "works",
      meter: "press-1",
      values: { frequency: 50 },
      quality: "good",
    });
    assert.ok(at >= begun && at <= Date.now());
    assert.equal(statusOf(node)(), "1 read");
  });

  it("reads at once on a message, whose other properties travel on", async () => {
    const { node, readings } = await flow(inline, busNode(slave.port));
    await until(() => readings.length === 1);
    assert.equal(await deliver(node, { payload: "now", order: 4711 }), undefined);
    assert.equal(readings[1]?.order, 4711);
    assert.deepEqual(readings[1]?.payload.values, { frequency: 50 });
  });

  it("keeps to its interval", async () => {
    const { readings } = await flow({ ...inline, intervalSeconds: 0.1 }, busNode(slave.port));
    await until(() => readings.length >= 4);
    const times = readings.map(({ payload }) => payload.at);
    assert.deepEqual([...new Set(times)].sort(), times);
  });

  it("reads every meter of the site over one connection, though two readers do it", async () => {
    const meters = [1, 2, 3].map((unitId) => ({ id: `m${unitId}`, unitId, quantities: ["frequency"] }));
    const second = { id: ids.second, type: "meter-reader", source: "site", site: ids.site, wires: [[ids.out]] };
    const { node, readings } = await flow({ source: "site", site: ids.site }, siteNode(slave.port, meters), second);
    await until(() => readings.length === 6);
    assert.deepEqual([...new Set(readings.map(({ topic }) => topic))].sort(), [
      "works/m1/reading",
      "works/m2/reading",
      "works/m3/reading",
    ]);
    assert.equal(slave.connections(), 1);
    assert.equal(await deliver(node, { meter: "m2" }), undefined);
    assert.equal(readings[6]?.payload.meter, "m2");
    assert.equal(readings.length, 7);
  });

  it("tells for each meter what is wrong, and reads the others", async () => {
    const { node, readings } = await flow(
      { source: "site", site: ids.site },
      siteNode(slave.port, [
        { id: "good", unitId: 1 },
        { id: "unknown-profile", unitId: 2, profile: "wago-878" },
        { id: "refused", unitId: 9 },
        { id: "silent", unitId: 10 },
        { id: "unreachable", unitId: 1, bus: "cellar" },
      ]),
    );
    await until(() => Object.keys(problems()).length === 4 && readings.length === 1);
    assert.deepEqual(problems(), {
      "unknown-profile": "PROFILE_UNKNOWN",
      refused: "METER_UNIT_REFUSED",
      silent: "METER_NO_ANSWER",
      "127.0.0.1:1": "BUS_UNREACHABLE",
    });
    assert.equal(statusOf(node)(), "4 of 5 failing");
    const { meterStates } = helper.getNode(ids.site) as unknown as SiteNode;
    assert.equal(meterStates.get("good")?.state, "online");
    assert.equal(meterStates.get("good")?.lastSeen, readings[0]?.payload.at);
    assert.equal(meterStates.get("silent")?.state, "failing");
    assert.equal(meterStates.get("silent")?.error?.code, "METER_NO_ANSWER");
  });

  it("corrects what a meter shows by the ratio that is in force", async () => {
    const calibrations = [
      { from: "2000-01-01", ct: 40 },
      { from: "2100-01-01", ct: 60, registers: {} },
    ];
    const site = siteNode(slave.port, [
      { id: "m1", unitId: 1, quantities: ["frequency", "active_power"], calibrations },
    ]);
    const { readings } = await flow({ source: "site", site: ids.site }, site);
    await until(() => readings.length === 1);
    assert.deepEqual(readings[0]?.payload.values, { frequency: 50, active_power: 2 });
  });

  it("warns where two meters are read at one unit id of one bus", async () => {
    const second = { ...inline, id: ids.second, type: "meter-reader", meter: "press-2", wires: [[ids.out]] };
    const { readings } = await flow(inline, busNode(slave.port), second);
    await until(() => readings.length === 2);
    const [subject, code] = Object.entries(problems())[0] ?? [];
    assert.match(subject ?? "", /^press-[12] unit$/);
    assert.equal(code, "METER_TWIN");
  });

  it("reads a meter by a profile that stands in the node, and says what is wrong in one", async () => {
    const file = JSON.parse(readFileSync(join(import.meta.dirname, "../../profiles/eastron-sdm630.json"), "utf8"));
    const own = {
      ...file,
      registers: [{ quantity: "voltage_l1", address: 6, type: "float32", unit: "V" }],
      vectors: [],
    };
    const vectors = [{ quantity: "voltage_l1", registers: ["4248", "0000"], value: 50, source: "IEEE 754" }];
    const right = { ...inline, profile: "own", quantities: [], ownProfile: JSON.stringify({ ...own, vectors }) };
    const { readings } = await flow(right, busNode(slave.port));
    await until(() => readings.length === 1);
    assert.deepEqual(readings[0]?.payload.values, { voltage_l1: 50 });
    assert.equal(slave.requests.at(-1)?.address, 6);
    await helper.unload();
    const wrong = { ...own, vectors, registers: [{ ...own.registers[0], quantity: "voltage_1" }] };
    await flow({ ...inline, profile: "own", ownProfile: JSON.stringify(wrong) }, busNode(slave.port));
    assert.deepEqual(problems(), { "": "PROFILE_QUANTITY_UNKNOWN" });
    assert.match(JSON.stringify(problemBoard().list()[0]?.params), /voltage_l1/);
  });

  it("ends a message whose meter cannot be read with that error", async () => {
    const { node, readings } = await flow({ ...inline, unitId: 9 }, busNode(slave.port));
    const error = await deliver(node, {});
    assert.equal((error as { code?: string }).code, "METER_UNIT_REFUSED");
    assert.match(error?.message ?? "", /does not reach unit 9 of press-1/);
    const unknown = await deliver(node, { meter: "press-2" });
    assert.equal((unknown as { code?: string }).code, "MESSAGE_INVALID");
    assert.deepEqual(readings, []);
  });

  it("reads again, and forgets the problem, when the bus is back", async () => {
    const port = await freePort();
    const { node, readings } = await flow({ ...inline, intervalSeconds: 0.1 }, busNode(port));
    await until(() => problems()[`127.0.0.1:${port}`] === "BUS_UNREACHABLE");
    assert.equal(statusOf(node)(), "all failing");
    const back = await scriptedSlave((request, socket) => socket.write(floats(request, 50)), port);
    await until(() => readings.length > 0);
    await helper.unload();
    await back.stop();
    assert.deepEqual(problems(), {});
  });

  const wrong: readonly [name: string, config: object, code: string][] = [
    ["without a bus", { bus: "" }, "NODE_UNCONFIGURED"],
    ["with an id that cannot stand in a topic", { meter: "press 1/a" }, "CONFIG_INVALID"],
    ["with an interval of nothing", { intervalSeconds: "" }, "CONFIG_INVALID"],
    ["without a site model's node", { source: "site", site: "" }, "NODE_UNCONFIGURED"],
  ];
  for (const [name, config, code] of wrong) {
    it(`does nothing ${name}, and says so`, async () => {
      const { node } = await flow({ ...inline, ...config }, busNode(slave.port));
      assert.equal(statusOf(node)(), "configuration error");
      assert.deepEqual(problems(), { "": code });
      assert.equal(((await deliver(node, {})) as { code?: string }).code, code);
      assert.equal(slave.connections(), 0);
    });
  }

  it("waits, without a word of its own, for a site model that is wrong", async () => {
    const site = { id: ids.site, type: "energy-site", source: "inline", model: "{}" };
    const { node } = await flow({ source: "site", site: ids.site }, site);
    assert.equal(statusOf(node)(), "no site model");
    assert.deepEqual(
      problemBoard()
        .list()
        .map(({ source }) => source),
      [ids.site],
    );
  });

  it("closes its connection with the flow", async () => {
    const { readings } = await flow(inline, busNode(slave.port));
    await until(() => readings.length === 1);
    await helper.unload();
    await until(() => slave.open() === 0);
  });

  it("lists the profiles for its dialog", async () => {
    await flow(inline, busNode(slave.port));
    const { body } = await helper.request().get("/energy-gateway/profiles");
    const profiles = body as { id: string; vendor: string; quantities: string[] }[];
    const wago = profiles.find(({ id }) => id === "wago-879-30xx");
    assert.equal(wago?.vendor, "WAGO");
    assert.ok(wago?.quantities.includes("active_energy_import"));
  });

  describe("checking the installation", function () {
    this.timeout(20_000);
    const site = { source: "site", site: ids.site };
    const meters = [1, 2].map((unitId) => ({ id: `m${unitId}`, unitId, quantities: ["frequency"] }));
    const withChecks = (reader: object) => ({ ...reader, wires: [[ids.out], [ids.checks]] });
    const code = async (node: Node, msg: object) => ((await deliver(node, msg)) as { code?: string } | undefined)?.code;

    it("sends a report for each meter out of the second output, in words, and no reading", async () => {
      const { node, readings } = await flow(withChecks(site), siteNode(slave.port, meters), {
        id: ids.checks,
        type: "helper",
      });
      const reports = receivedBy<CheckReport>(ids.checks);
      await until(() => readings.length === 2);
      assert.equal(await deliver(node, { check: true, seconds: 10, order: 4711 }), undefined);
      assert.deepEqual(reports.map(({ topic }) => topic).sort(), ["works/m1/check", "works/m2/check"]);
      assert.equal(reports[0]?.order, 4711);
      assert.equal(readings.length, 2);
      const { verdict, findings } = reports[0]?.payload ?? assert.fail();
      assert.equal(verdict, "fail");
      const voltage = findings.find(({ rule }) => rule === "voltage");
      // Every register of this slave is 50, and everything the profile has is read for a check.
      assert.deepEqual([voltage?.advice, voltage?.params.phases], ["phase-missing", "L1, L2, L3"]);
      assert.match(voltage?.text ?? "", /^No voltage on L1, L2, L3\./);
    });

    it("ends a message that asks for what is not there with that error", async () => {
      const { node } = await flow(withChecks(site), siteNode(slave.port, meters), { id: ids.checks, type: "helper" });
      assert.equal(await code(node, { check: true, meter: "m3" }), "CHECK_IMPOSSIBLE");
      assert.equal(await code(node, { check: true, meter: "m1", seconds: 3 }), "MESSAGE_INVALID");
    });

    it("offers its meters to the site for as long as it is there", async () => {
      await flow(withChecks(site), siteNode(slave.port, meters), { id: ids.checks, type: "helper" });
      const { checks } = helper.getNode(ids.site) as unknown as SiteNode;
      assert.deepEqual([...checks.keys()], ["m1", "m2"]);
      const running = assert.rejects(checks.get("m1")?.({ seconds: 600, facts: {} }) ?? assert.fail(), {
        code: "CHECK_CANCELLED",
      });
      await helper.unload();
      await running;
      assert.equal(checks.size, 0);
    });

    it("is started, followed and cancelled from the dialog", async () => {
      await flow(withChecks(site), siteNode(slave.port, meters), { id: ids.checks, type: "helper" });
      const root = `/energy-gateway/meter-reader/${ids.reader}/check`;
      interface State {
        readonly state: string;
        readonly readings: number;
        readonly text?: string;
      }
      const state = async () => (await helper.request().get(`${root}/m1`)).body as State;
      const start = async (seconds: number) =>
        (await helper.request().post(`${root}/m1`).send({ seconds })).body as { ok: boolean; text?: string };
      assert.deepEqual((await helper.request().get(root)).body, { meters: ["m1", "m2"] });
      assert.equal((await helper.request().get(`${root}/m1`)).status, 404);
      assert.match((await start(5)).text ?? "", /seconds/);
      assert.deepEqual(await start(600), { ok: true });
      assert.match((await start(600)).text ?? "", /is being checked already/);
      await eventually(async () => ((await state()).readings >= 1 ? true : undefined));
      assert.equal((await state()).state, "running");
      assert.equal((await helper.request().delete(`${root}/m1`)).status, 204);
      const ended = await eventually(async () => ((await state()).state === "failed" ? state() : undefined));
      assert.match(ended.text ?? "", /was cancelled/);
    });
  });
});
