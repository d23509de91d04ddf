import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { healthSchema } from "../../dist/lib/api/view-schemas.js";
import type { CheckReport } from "../../dist/lib/contract/check-report.js";
import { EnergyError } from "../../dist/lib/contract/error.js";
import { validatorOf } from "../../dist/lib/contract/validate.js";
import type { SiteNode } from "../../dist/lib/red/handles.js";
import energyApi from "../../dist/nodes/energy-api.js";
import energySite from "../../dist/nodes/energy-site.js";
import { deliver, helper, receivedBy } from "../support/node-red.ts";

const site = { id: "5173000000000001", type: "energy-site", source: "file", demo: true };
const store = { id: "5173000000000002", type: "energy-store" };
const output = { id: "5173000000000009", type: "helper" };
const apiNode = "5173000000000003";

/** Stands in for the journal's config node: what it offers is decided by the test. */
let journal: { store?: object; problem?: EnergyError } = {};
const standInStore = (RED: {
  nodes: { createNode(node: object, config: object): void; registerType(type: string, node: unknown): void };
}) => {
  RED.nodes.registerType("energy-store", function (this: object, config: object) {
    RED.nodes.createNode(this, config);
    Object.assign(this, journal);
  });
};

interface Answer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly payload: Record<string, unknown>;
  readonly foreign?: string;
}

/** Asks one operation; gives the answer and what the node passed to done. */
async function ask(operation: string, msg: object = {}, config: object = { site: site.id, store: store.id }) {
  const api = { id: apiNode, type: "energy-api", operation, ...config, wires: [[output.id]] };
  await helper.unload();
  await helper.load([energySite.default, standInStore, energyApi.default], [site, store, api, output]);
  const answers = receivedBy(output.id) as unknown as Answer[];
  const error = await deliver(helper.getNode(apiNode), { payload: {}, ...msg });
  return { answer: answers[0], answers, error };
}

describe("energy-api", () => {
  let home: string;

  before((done) => {
    helper.startServer(done);
  });
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "energy-api-"));
    process.env.ENERGY_HOME = home;
    journal = { store: { readings: async () => ({ items: [] }), latest: async () => [] } };
  });
  afterEach(async () => {
    await helper.unload();
    delete process.env.ENERGY_HOME;
    rmSync(home, { recursive: true });
  });
  after((done) => {
    helper.stopServer(done);
  });

  it("answers once, with status and headers for http response, and passes the rest of the message on", async () => {
    const { answers, error } = await ask("readings", { payload: { deviceId: "main" }, foreign: "kept" });
    assert.equal(error, undefined);
    assert.equal(answers.length, 1);
    assert.equal(answers[0]?.statusCode, 200);
    assert.equal(answers[0]?.headers["content-type"], "application/json");
    assert.equal(answers[0]?.foreign, "kept");
    assert.deepEqual(answers[0]?.payload, { items: [], next: null });
  });

  it("lists every meter of the site", async () => {
    const { answer } = await ask("devices");
    assert.equal((answer?.payload.items as object[] | undefined)?.length, 10);
  });

  it("answers a wrong request with a problem in the caller's language, and is itself content", async () => {
    const req = { headers: { "accept-language": "de" } };
    const { answer, error } = await ask("readings", { payload: { deviceId: "none" }, req });
    assert.equal(error, undefined);
    assert.equal(answer?.statusCode, 404);
    assert.equal(answer?.headers["content-type"], "application/problem+json");
    assert.equal(answer?.payload.code, "API_NOT_FOUND");
    assert.match(String(answer?.payload.detail), /gibt es nicht/);
  });

  it("answers 503 with the journal's own problem", async () => {
    journal = { problem: new EnergyError("STORE_FAILED", { detail: "disk full" }) };
    const { answer } = await ask("readings");
    assert.equal(answer?.statusCode, 503);
    assert.match(String(answer?.payload.detail), /disk full/);
  });

  it("answers 500 for what nobody expected, and tells done", async () => {
    journal = { store: { readings: async () => Promise.reject(new TypeError("surprise")) } };
    const { answer, error } = await ask("readings");
    assert.equal(answer?.statusCode, 500);
    assert.match(String(error), /surprise/);
  });

  it("says where a site or journal has not been chosen", async () => {
    const { answer } = await ask("readings", {}, { site: "", store: "" });
    assert.equal(answer?.statusCode, 503);
    assert.equal(answer?.payload.code, "NODE_UNCONFIGURED");
  });

  it("tells its health alone, without site and journal", async () => {
    const { answer } = await ask("health", {}, { site: "", store: "" });
    assert.equal(answer?.statusCode, 200);
    assert.equal(answer?.payload.status, "ok");
    assert.equal(answer?.payload.journal, null);
  });

  it("tells its health with a journal that cannot be used: 503", async () => {
    journal = { problem: new EnergyError("STORE_FAILED", { detail: "disk full" }) };
    const { answer } = await ask("health");
    assert.equal(answer?.statusCode, 503);
    assert.equal(answer?.payload.status, "error");
  });

  it("tells its health in the form that is described", async () => {
    const { answer } = await ask("health", {}, { site: site.id, store: "" });
    const plain = JSON.parse(JSON.stringify(healthSchema, (key, value) => (key === "format" ? undefined : value)));
    const validate = validatorOf(plain);
    assert.ok(validate(answer?.payload), JSON.stringify(validate.errors));
  });

  describe("for readings that were sent in", () => {
    const outcome = (msg: object) => ask("ingest", msg, {});

    it("answers 201 where something is new, 200 where all was known", async () => {
      const fresh = await outcome({ journal: { seqs: [4, 5], duplicates: 1 }, ingest: { received: 2, failures: [] } });
      assert.deepEqual([fresh.answer?.statusCode, fresh.answer?.payload], [201, { accepted: 2, repeated: 1 }]);
      const again = await outcome({ journal: { seqs: [4, 5], duplicates: 2 }, ingest: { received: 2, failures: [] } });
      assert.deepEqual([again.answer?.statusCode, again.answer?.payload], [200, { accepted: 2, repeated: 2 }]);
    });

    it("names each reading that could not be taken, in the caller's language", async () => {
      const failures = [{ index: 3, code: "DEVICE_UNKNOWN", params: { device: "esp-9" } }];
      const req = { headers: { "accept-language": "de" } };
      const { answer } = await outcome({
        req,
        journal: { seqs: [4], duplicates: 0 },
        ingest: { received: 2, failures },
      });
      assert.equal(answer?.statusCode, 400);
      assert.equal(answer?.headers["content-type"], "application/problem+json");
      assert.equal(answer?.payload.accepted, 1);
      const [failure] = (answer?.payload.failures ?? []) as { index: number; code: string; detail: string }[];
      assert.deepEqual([failure?.index, failure?.code], [3, "DEVICE_UNKNOWN"]);
      assert.match(failure?.detail ?? "", /Gerät „esp-9“/);
    });

    it("answers with what a catch node brings, and never that something is stored without a journal", async () => {
      const cause = new EnergyError("STORE_FAILED", { detail: "disk full" });
      const caught = await outcome({ error: { message: "text", code: "STORE_FAILED", cause } });
      assert.equal(caught.answer?.statusCode, 503);
      assert.match(String(caught.answer?.payload.detail), /disk full/);
      const foreign = await outcome({ error: { message: "surprise" } });
      assert.equal(foreign.answer?.statusCode, 500);
      assert.match(String(foreign.answer?.payload.detail), /surprise/);
      const unstored = await outcome({ payload: [] });
      assert.equal(unstored.answer?.statusCode, 503);
    });
  });

  describe("for a check of a meter", () => {
    const report = {
      kind: "check" as const,
      site: "demo",
      meter: "m-arc",
      profile: "wago-879-30xx",
      from: Date.UTC(2026, 0, 5, 8),
      to: Date.UTC(2026, 0, 5, 8, 1),
      verdict: "fail" as const,
      findings: [
        { rule: "voltage", verdict: "fail", advice: "phase-missing", params: { phases: "L2" }, evidence: [] } as const,
      ],
    };

    async function check(id: string, body: unknown, offered: (order: object) => Promise<CheckReport>) {
      const api = {
        id: apiNode,
        type: "energy-api",
        operation: "check",
        site: site.id,
        store: "",
        wires: [[output.id]],
      };
      await helper.load([energySite.default, standInStore, energyApi.default], [site, store, api, output]);
      (helper.getNode(site.id) as unknown as SiteNode).checks.set("m-arc", offered);
      const answers = receivedBy(output.id) as unknown as Answer[];
      const req = { headers: { "accept-language": "de" }, params: { id } };
      await deliver(helper.getNode(apiNode), { payload: body, req });
      return answers[0];
    }

    it("answers with the report, in the caller's language and with times as the others have", async () => {
      const orders: object[] = [];
      const offered = async (order: object) => {
        orders.push(order);
        return report;
      };
      const answer = await check("m-arc", { seconds: 15, generator: false }, offered);
      assert.equal(answer?.statusCode, 200);
      assert.deepEqual(orders, [{ seconds: 15, facts: { generator: false } }]);
      const { from, findings } = (answer?.payload ?? {}) as { from: string; findings: { text: string }[] };
      assert.equal(from, "2026-01-05T08:00:00.000Z");
      assert.match(findings[0]?.text ?? "", /^Keine Spannung auf L2\./);
    });

    const refusals: readonly [name: string, id: string, body: unknown, status: number, code: string][] = [
      ["a meter that there is not", "m-none", "", 404, "API_NOT_FOUND"],
      ["a meter that nobody reads", "main", "", 409, "CHECK_IMPOSSIBLE"],
      ["more time than a request is held open", "m-arc", { seconds: 61 }, 400, "MESSAGE_INVALID"],
      ["a body that is no object", "m-arc", [], 400, "MESSAGE_INVALID"],
      ["a meter that does not answer", "m-arc", undefined, 502, "METER_NO_ANSWER"],
    ];
    for (const [name, id, body, status, code] of refusals) {
      it(`answers ${status} for ${name}`, async () => {
        const answer = await check(id, body, () => Promise.reject(new EnergyError("METER_NO_ANSWER", { meter: id })));
        assert.deepEqual([answer?.statusCode, answer?.payload.code], [status, code]);
      });
    }
  });

  it("refuses an operation that it does not know", async () => {
    await helper.load(energyApi.default, [{ id: apiNode, type: "energy-api", operation: "weather", wires: [] }]);
    const status = helper.getNode(apiNode) as unknown as { status: { lastCall: { args: [{ fill: string }] } } };
    assert.equal(status.status.lastCall.args[0].fill, "red");
  });
});
