import assert from "node:assert/strict";
import type { Receipt } from "../../dist/lib/erp/shipment.js";
import energySite from "../../dist/nodes/energy-site.js";
import erpExport from "../../dist/nodes/erp-export.js";
import { eventually } from "../support/eventually.ts";
import { HttpReceiver } from "../support/http-receiver.ts";
import { JournalFlow, noon, quarter, storeId } from "../support/journal-flow.ts";
import { deliver, helper, type Received, receivedBy } from "../support/node-red.ts";

const ids = {
  site: "e4b7000000000011",
  node: "e4b7000000000012",
  documents: "e4b7000000000013",
  receipts: "e4b7000000000014",
};
const journalId = "e4b7000000000015";
const day = { from: "2026-01-05", to: "2026-01-06" };
const site = {
  id: ids.site,
  type: "energy-site",
  source: "inline",
  model: JSON.stringify({
    version: 1,
    site: { id: "works", timeZone: "UTC" },
    buses: [{ id: "hall", host: "127.0.0.1" }],
    meters: [{ id: "m1", name: "Press", bus: "hall", profile: "wago-879-30xx" }],
    exports: [
      {
        id: "quarters",
        base: "generic-csv",
        step: "15m",
        corrections: "combined",
        fields: [{ name: "meterName" }, { name: "amount" }],
      },
    ],
  }),
};

describe("erp-export node with a journal and a site model", () => {
  const flows = new JournalFlow();
  let receiver: HttpReceiver;
  let status = 503;
  let documents: (Received<string> & { document: { version: number } })[] = [];
  let receipts: Received<Receipt>[] = [];

  async function load(config: object): Promise<void> {
    await flows.load(
      [
        site,
        {
          id: ids.node,
          type: "erp-export",
          site: ids.site,
          store: storeId,
          profile: "quarters",
          wires: [[ids.documents], [ids.receipts]],
          ...config,
        },
        { id: ids.documents, type: "helper" },
        { id: ids.receipts, type: "helper" },
        { id: journalId, type: "energy-journal", store: storeId, wires: [[], []] },
      ],
      {},
      [energySite.default, erpExport.default],
    );
    documents = receivedBy(ids.documents) as never;
    receipts = receivedBy(ids.receipts);
  }
  const store = (...payload: object[]): Promise<unknown> =>
    Promise.all(payload.map((one) => deliver(helper.getNode(journalId), { payload: one })));
  const ask = (payload: object): Promise<Error | undefined> => deliver(helper.getNode(ids.node), { payload });

  before((done) => {
    helper.startServer(done);
  });
  before(async () => {
    receiver = await HttpReceiver.start(() => status);
  });
  after(async () => {
    await flows.remove();
    await receiver.close();
    await new Promise<void>((resolve) => {
      helper.stopServer(() => resolve());
    });
  });

  it("exports a period of the journal as the site's own profile says", async () => {
    await load({});
    await store(quarter(1), quarter(2));
    assert.equal(await ask(day), undefined);
    assert.equal(documents[0]?.payload.toString(), "\uFEFFmeterName;amount\r\nPress;1\r\nPress;2\r\n");
    assert.equal(documents[0]?.filename, "works-quarters-2026-01-05-v1-provisional.csv");
  });

  it("keeps a document over a restart until the target takes it, then gives a receipt", async () => {
    await load({ target: "http", url: receiver.url });
    await ask(day);
    assert.deepEqual(receipts, []);
    await load({ target: "http", url: receiver.url });
    status = 200;
    await ask(day);
    const receipt = await eventually(async () => receipts[0]?.payload);
    assert.deepEqual(
      [receipt.state, receipt.key, receipt.document.rows],
      ["delivered", "works-quarters-2026-01-05/1", 2],
    );
    assert.equal(receiver.taken.length, 1, "asked for twice, sent once");
  });

  it("sends a correction when the figures have changed", async () => {
    await load({ target: "http", url: receiver.url });
    await store(quarter(2, { amount: 5, version: 2 }));
    await ask(day);
    await eventually(async () => receipts[0]);
    assert.equal(
      receiver.taken.at(-1)?.body,
      "\uFEFFmeterName;amount\r\nPress;-1\r\nPress;-2\r\nPress;1\r\nPress;5\r\n",
    );
  });

  it("answers a request that names the export, and that there is no such", async () => {
    await load({ profile: "" });
    const request = (profile: string, payload: object = day) =>
      deliver(helper.getNode(ids.node), { payload, req: { headers: {}, params: { profile } }, plant: "mine" });
    assert.equal(await request("quarters"), undefined);
    const answer = documents[0] as unknown as { statusCode: number; headers: Record<string, string>; plant: string };
    assert.deepEqual([answer.statusCode, answer.headers["document-version"], answer.plant], [200, "2", "mine"]);
    await request("quartets");
    assert.equal((documents[1] as unknown as { statusCode: number }).statusCode, 404);
  });

  it("says what is missing for postings, and refuses a payload it cannot read", async () => {
    await load({ profile: "datev-postings" });
    assert.match(String(await ask(day)), /costs by cost centre/);
    assert.match(String(await ask({ form: "2026" })), /"payload"/);
    assert.match(String(await ask({ from: noon, to: noon })), /"to": must be after from/);
  });
});
