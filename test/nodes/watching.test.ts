import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Alert } from "../../dist/lib/contract/alerts.js";
import type { Watching } from "../../dist/lib/site/watching.js";
import alertManager from "../../dist/nodes/alert-manager.js";
import energyApi from "../../dist/nodes/energy-api.js";
import energySite from "../../dist/nodes/energy-site.js";
import loadMonitor from "../../dist/nodes/load-monitor.js";
import { reading } from "../support/journal-flow.ts";
import { deliver, helper, receivedBy } from "../support/node-red.ts";

const ids = {
  site: "3a7c400000000011",
  monitor: "3a7c400000000012",
  manager: "3a7c400000000013",
  alerts: "3a7c400000000014",
  watching: "3a7c400000000015",
  watch: "3a7c400000000016",
  answers: "3a7c400000000017",
};
const model = {
  version: 1,
  site: { id: "works", timeZone: "UTC" },
  buses: [{ id: "hall", host: "127.0.0.1" }],
  meters: [{ id: "press", bus: "hall", unitId: 1, profile: "wago-879-30xx", name: "Press" }],
  recipients: [{ id: "anna", channels: [{ mail: "anna@works.example" }] }],
};
const limit = (above: number) => ({ rule: "limit", id: "fuse", quantity: "current", above, endDelaySeconds: 0 });

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Watching & { readonly etag: string; readonly code?: string; readonly place?: string };
}

describe("rules that are changed while the flow runs", () => {
  let folder: string;
  const file = () => join(folder, "site.json");
  const written = () => JSON.parse(readFileSync(file(), "utf8"));

  const load = (site: object = { source: "file", file: file() }) => {
    const api = (id: string, operation: string) => ({
      id,
      type: "energy-api",
      operation,
      site: ids.site,
      wires: [[ids.answers]],
    });
    return helper.load(
      [energySite.default, loadMonitor.default, alertManager.default, energyApi.default] as never,
      [
        { id: ids.site, type: "energy-site", ...site },
        { id: ids.monitor, type: "load-monitor", site: ids.site, wires: [[ids.manager], []] },
        { id: ids.manager, type: "alert-manager", site: ids.site, wires: [[ids.alerts], []] },
        { id: ids.alerts, type: "helper" },
        api(ids.watching, "watching"),
        api(ids.watch, "watch"),
        { id: ids.answers, type: "helper" },
      ] as never,
    );
  };
  const ask = async (node: string, payload: object = {}, req: object = { headers: {} }): Promise<Answer> => {
    const answers = receivedBy(ids.answers) as unknown as Answer[];
    assert.equal(await deliver(helper.getNode(node), { payload, req }), undefined);
    return answers[0] as Answer;
  };
  const change = (payload: object, ifMatch: string, more: object = {}) =>
    ask(ids.watch, { by: "Anna", ...payload }, { headers: { "if-match": ifMatch }, ...more });
  const measure = (current: number) => {
    const payload = { ...reading(0, { meter: "press", values: { current } }), at: Date.now() };
    return deliver(helper.getNode(ids.monitor), { payload });
  };

  before((done) => {
    helper.startServer(done);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "watching-"));
    writeFileSync(file(), JSON.stringify(model));
  });
  afterEach(async () => {
    await helper.unload();
    rmSync(folder, { recursive: true });
  });
  after((done) => {
    helper.stopServer(done);
  });

  it("hold for the very next reading: a limit that is set raises an alert, one that is lifted clears it", async () => {
    await load();
    const alerts = receivedBy<Alert>(ids.alerts);
    await measure(70);
    assert.equal(alerts.length, 0);
    const { payload } = await ask(ids.watching);
    const alerting = { policies: [{ id: "all", holdSeconds: 0, steps: [] }] };
    const answer = await change({ rules: [limit(63)], alerting }, `"${payload.etag}"`);
    assert.equal(answer.statusCode, 200);
    await measure(70);
    assert.deepEqual(
      alerts.map(({ payload: alert }) => [alert.change, alert.condition.rule, alert.condition.limit]),
      [["raised", "limit.fuse", 63]],
    );
    await change({ rules: [limit(80)] }, answer.headers.etag as string);
    await measure(70);
    assert.equal(alerts.at(-1)?.payload.change, "cleared");
    await change({ rules: [limit(63)] }, "*");
    await measure(70);
    assert.equal(alerts.at(-1)?.payload.change, "raised");
    await change({ rules: [] }, "*");
    await measure(70);
    assert.equal(alerts.at(-1)?.payload.change, "cleared");
  });

  it("are in the file, which keeps all the rest, and in a version that says who", async () => {
    await load();
    await change({ rules: [limit(63)] }, "*");
    assert.deepEqual(written(), { ...model, rules: [limit(63)] });
    const version = readdirSync(join(folder, "site-versions")).sort().at(-1) ?? "";
    assert.equal(JSON.parse(readFileSync(join(folder, "site-versions", version), "utf8")).by, "Anna");
  });

  it("that somebody else has changed meanwhile are not overwritten: 412", async () => {
    await load();
    const { headers } = await ask(ids.watching);
    await change({ rules: [limit(63)] }, headers.etag as string);
    const late = await change({ rules: [] }, headers.etag as string);
    assert.deepEqual([late.statusCode, late.payload.code], [412, "SITE_CHANGED"]);
    assert.deepEqual(written().rules, [limit(63)]);
  });

  it("with a mistake are refused as a whole, with its place: 400", async () => {
    await load();
    const rules = [limit(63), { rule: "limit", quantity: "current", meter: "pres", above: 1 }];
    const { statusCode, payload } = await change({ rules }, "*");
    assert.deepEqual([statusCode, payload.code, payload.place], [400, "MESSAGE_INVALID", "rules/1/meter"]);
    assert.deepEqual(written(), model);
    assert.ok(!existsSync(join(folder, "site-versions")));
  });

  it("of a model in a node cannot be changed from outside: 409", async () => {
    await load({ source: "inline", model: JSON.stringify(model) });
    assert.equal((await ask(ids.watching)).statusCode, 200);
    const { statusCode, payload } = await change({ rules: [] }, "*");
    assert.deepEqual([statusCode, payload.code], [409, "SITE_FIXED"]);
  });

  it("show addresses to keys of the scope admin only, and keep those that come back masked", async () => {
    await load();
    const channelsFor = async (granted: string[]) =>
      (await ask(ids.watching, {}, { headers: {}, granted })).payload.recipients[0]?.channels;
    assert.deepEqual(await channelsFor(["read", "admin"]), [{ mail: "anna@works.example" }]);
    const channels = await channelsFor(["read"]);
    assert.deepEqual(channels, [{ mail: "anna@…" }]);
    await change({ recipients: [{ id: "anna", name: "Anna Huber", channels }] }, "*");
    assert.deepEqual(written().recipients, [{ ...model.recipients[0], name: "Anna Huber" }]);
  });
});
