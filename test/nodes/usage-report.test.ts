import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Node } from "node-red";
import { SMTPServer } from "smtp-server";
import type { Interval } from "../../dist/lib/contract/messages.js";
import type { StoreNode } from "../../dist/lib/red/handles.js";
import { monthAt } from "../../dist/lib/report/report-month.js";
import energyApi from "../../dist/nodes/energy-api.js";
import energySite from "../../dist/nodes/energy-site.js";
import energyStore from "../../dist/nodes/energy-store.js";
import usageReport from "../../dist/nodes/usage-report.js";
import { deliver, helper, type Received, receivedBy } from "../support/node-red.ts";
import { freePort } from "../support/ports.ts";
import { until } from "../support/until.ts";

const ids = { site: "e537000000000001", store: "e537000000000002", node: "e537000000000003", out: "e537000000000004" };
const timeZone = "Europe/Vienna";
const quarter = 900_000;
const lastMonth = monthAt(monthAt(Date.now(), timeZone).from - 1, timeZone);

const model = JSON.stringify({
  version: 1,
  site: { id: "works", name: "Works", timeZone },
  meters: [{ id: "m1", name: "Main", role: "main", device: { id: "m1" } }],
});

/** Ten kilowatts all the month. */
const wholeMonth: Interval[] = Array.from({ length: (lastMonth.to - lastMonth.from) / quarter }, (_, n) => ({
  kind: "interval",
  site: "works",
  meter: "m1",
  quantity: "active_energy_import",
  from: lastMonth.from + n * quarter,
  to: lastMonth.from + (n + 1) * quarter,
  amount: 2.5,
  quality: "measured",
  reasons: [],
  version: 1,
}));

type ReportMessage = Received<Buffer> & { readonly filename: string; readonly version: number };

describe("usage-report", function () {
  this.timeout(30_000);
  let folder: string;
  let node: Node;
  let out: ReportMessage[];

  const load = async (config: object, intervals = wholeMonth, credentials: object = {}): Promise<void> => {
    await helper.unload();
    const store = { id: ids.store, type: "energy-store", file: join(folder, "journal.db") };
    await helper.load([energyStore.default], [store]);
    const journal = helper.getNode(ids.store) as unknown as StoreNode;
    for (let first = 0; first < intervals.length; first += 1000) {
      await journal.store?.commit({ records: intervals.slice(first, first + 1000) });
    }
    await helper.unload();
    const site = { id: ids.site, type: "energy-site", source: "inline", model };
    const report = {
      id: ids.node,
      type: "usage-report",
      site: ids.site,
      store: ids.store,
      formats: ["json"],
      ...config,
    };
    await helper.load(
      [energySite.default, energyStore.default, energyApi.default, usageReport.default] as never,
      [site, store, { ...report, wires: [[ids.out]] }, { id: ids.out, type: "helper" }] as never,
      { [ids.node]: credentials } as never,
    );
    node = helper.getNode(ids.node);
    out = receivedBy(ids.out) as ReportMessage[];
  };
  const ask = (payload: unknown, more: object = {}) => deliver(node, { payload, ...more });

  before((done) => {
    helper.startServer(done);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "energy-report-"));
  });
  afterEach(async () => {
    await helper.unload();
    rmSync(folder, { recursive: true });
  });
  after((done) => {
    helper.stopServer(done);
  });

  it("answers with a message for each file of last month's report", async () => {
    await load({ formats: ["json", "csv"] });
    assert.equal(await ask({}, { plant: "mine" }), undefined);
    const [json, csv] = out;
    assert.deepEqual(
      [json?.filename, csv?.filename],
      [1, 1].map((v, n) => `works-${lastMonth.name}-v${v}.${n ? "csv" : "json"}`),
    );
    assert.ok(Buffer.isBuffer(json?.payload));
    const report = JSON.parse(String(json?.payload));
    assert.equal(report.media[0].site.amount, wholeMonth.length * 2.5);
    assert.deepEqual([json?.version, json?.state, json?.month, json?.plant], [1, "final", lastMonth.name, "mine"]);
    assert.deepEqual(csv?.parts, { id: `works-${lastMonth.name}-1`, index: 1, count: 2 });
  });

  it("makes a PDF in the language that is asked for", async () => {
    await load({});
    assert.equal(
      await ask({ kind: "query", site: "works", month: lastMonth.name, formats: ["pdf"], language: "de" }),
      undefined,
    );
    assert.equal(String(out[0]?.payload.subarray(0, 5)), "%PDF-");
  });

  it("calls a running month's report interim, without a version", async () => {
    await load({});
    assert.equal(await ask({ month: monthAt(Date.now(), timeZone).name }), undefined);
    assert.deepEqual([out[0]?.version, out[0]?.state], [0, "provisional"]);
  });

  it("refuses a wrong question with its place, and a month that has not begun", async () => {
    await load({});
    assert.match(String(await ask({ month: "May" })), /month/);
    assert.match(String(await ask({ month: "2199-12" })), /2199-12/);
    assert.match(String(await ask({ mail: true })), /smtpHost/);
    assert.equal(out.length, 0);
  });

  it("makes up the first of the month at its start, and not again at the next", async () => {
    await load({ automatic: true, time: "00:00" });
    await until(() => out.length === 1);
    assert.equal(out[0]?.month, lastMonth.name);
    await load({ automatic: true, time: "00:00" }, []);
    assert.equal(await ask({}), undefined);
    assert.equal(out.length, 1, "only the answer to the question");
  });

  it("mails by itself, with the password from its credentials", async () => {
    const mails: string[] = [];
    const users: unknown[] = [];
    const server = new SMTPServer({
      allowInsecureAuth: true,
      disabledCommands: ["STARTTLS"],
      onAuth: (auth, _session, done) => {
        users.push([auth.username, auth.password]);
        done(null, { user: auth.username });
      },
      onData: (stream, _session, done) => {
        let text = "";
        stream.on("data", (chunk: Buffer) => {
          text += chunk.toString();
        });
        stream.on("end", () => {
          mails.push(text);
          done();
        });
      },
    });
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    try {
      const mail = { smtpHost: "127.0.0.1", smtpPort: port, smtpSecurity: "none", sender: "energy@example.com" };
      const config = { automatic: true, time: "00:00", recipients: "office@example.com", ...mail };
      await load(config, wholeMonth, { smtpUser: "energy", smtpPassword: "secret" });
      await until(() => mails.length === 1);
      assert.deepEqual(users, [["energy", "secret"]]);
      assert.match(mails[0] ?? "", new RegExp(`filename=works-${lastMonth.name}-v1\\.json`));
      assert.equal(out.length, 1);
    } finally {
      await new Promise<void>((resolve) => server.close(() => resolve()));
    }
  });

  it("is inert with a wrong setting, and says which", async () => {
    for (const [config, place] of [
      [{ time: "6 o'clock" }, /time/],
      [{ smtpHost: "mail", recipients: "" }, /recipients/],
      [{ mailSubject: "{{#open}}" }, /subject/],
    ] as const) {
      await load(config, []);
      assert.match(String(await ask({})), place);
    }
  });

  it("says that no journal is chosen", async () => {
    await load({ store: "" }, []);
    assert.match(String(await ask({})), /store/);
  });

  describe("over HTTP", () => {
    const apiNode = "e537000000000005";
    const get = async (report: string, headers: object = {}, payload: object = {}) => {
      await helper.unload();
      const site = { id: ids.site, type: "energy-site", source: "inline", model };
      const store = { id: ids.store, type: "energy-store", file: join(folder, "journal.db") };
      const api = { id: apiNode, type: "energy-api", operation: "report", site: ids.site, store: ids.store };
      await helper.load(
        [energySite.default, energyStore.default, energyApi.default] as never,
        [site, store, { ...api, wires: [[ids.out]] }, { id: ids.out, type: "helper" }] as never,
      );
      const answers = receivedBy<Buffer>(ids.out) as unknown as {
        statusCode: number;
        headers: Record<string, string>;
        payload: Buffer;
      }[];
      const error = await deliver(helper.getNode(apiNode), { payload, req: { headers, params: { report } } });
      assert.equal(error, undefined);
      return answers[0] as (typeof answers)[0];
    };
    beforeEach(() => load({}));

    it("answers the file with its name and tag, and 304 to who has it", async () => {
      const { statusCode, headers, payload } = await get(`${lastMonth.name}.csv`, { "accept-language": "de-AT" });
      assert.equal(statusCode, 200);
      assert.equal(headers["content-type"], "text/csv; charset=utf-8");
      assert.equal(headers["content-disposition"], `attachment; filename="works-${lastMonth.name}-v1.csv"`);
      assert.match(String(payload), /^\uFEFFMonat;/);
      const again = await get(`${lastMonth.name}.csv`, { "accept-language": "de", "if-none-match": headers.etag });
      assert.deepEqual([again.statusCode, again.payload.length, again.headers.etag], [304, 0, headers.etag]);
      const english = await get(
        `${lastMonth.name}.csv`,
        { "accept-language": "de", "if-none-match": headers.etag },
        { locale: "en" },
      );
      assert.equal(english.statusCode, 200);
      assert.match(String(english.payload), /^\uFEFFMonth,/);
    });

    it("answers a problem for what is no report, or of a month to come", async () => {
      for (const report of ["2199-12.pdf", "2026-13.pdf", "2026-10.doc", "2026-10", "../secret.pdf"]) {
        const { statusCode, headers } = await get(report);
        assert.deepEqual([statusCode, headers["content-type"]], [404, "application/problem+json"], report);
      }
      assert.equal((await get(`${lastMonth.name}.json`, {}, { locale: "fr" })).statusCode, 400);
    });
  });
});
