import assert from "node:assert/strict";
import { Outbox } from "../../dist/lib/erp/outbox.js";
import { parseExport } from "../../dist/lib/erp/parse-export.js";
import type { Receipt } from "../../dist/lib/erp/shipment.js";
import { Dispatcher } from "../../dist/lib/io/erp/dispatcher.js";
import { Exporter } from "../../dist/lib/io/erp/exporter.js";
import { HttpPush } from "../../dist/lib/io/erp/http-push.js";
import { eventually } from "../support/eventually.ts";
import { draftOfRows, issued, posting } from "../support/export-rows.ts";
import { HttpReceiver, type Reaction } from "../support/http-receiver.ts";
import { MemoryStore } from "../support/memory-store.ts";

const profile = parseExport({
  id: "costs",
  source: "postings",
  format: { type: "csv" },
  fields: [{ name: "costCentre" }, { name: "amount" }],
});

describe("documents sent by HTTP", () => {
  const store = new MemoryStore();
  const receipts: Receipt[] = [];
  const failures: string[] = [];
  let receiver: HttpReceiver;
  let outbox: Outbox;
  let exporter: Exporter;
  let dispatcher: Dispatcher;
  let running: Promise<void>;
  let react: (document: string) => Reaction = () => 200;

  /** As after a restart of the program. */
  async function begin(): Promise<void> {
    const target = new HttpPush({ url: new URL(receiver.url), secret: "shared", token: "t0ken" });
    outbox = new Outbox(store, "n1", target.name);
    exporter = new Exporter(store, "n1", outbox);
    const events = {
      receipt: (receipt: Receipt) => receipts.push(receipt),
      empty: () => undefined,
      failed: ({ code, params }: { code: string; params: object }) =>
        failures.push(`${code} ${JSON.stringify(params)}`),
    };
    dispatcher = new Dispatcher(outbox, target, events, { firstMs: 5, longestMs: 20 });
    await outbox.load();
    running = dispatcher.run();
  }

  async function end(): Promise<void> {
    dispatcher.close();
    await running;
  }

  async function send(amount: string): Promise<void> {
    await exporter.issue(await draftOfRows(profile, [posting("4100", amount)]), issued);
    dispatcher.wake();
  }

  before(async () => {
    receiver = await HttpReceiver.start(({ key }) => react(key));
    await begin();
  });
  after(async () => {
    await end();
    await receiver.close();
  });

  it("say who they are, are signed, and give a receipt", async () => {
    await send("10");
    const receipt = await eventually(async () => receipts[0]);
    assert.deepEqual([receipt.state, receipt.attempts, receipt.answer], ["delivered", 1, "status 200"]);
    const { key, headers, body } = receiver.taken[0] ?? assert.fail();
    assert.equal(key, '"works-costs-2026-10/1"');
    assert.equal(headers["document-id"], "works-costs-2026-10");
    assert.equal(headers["document-version"], "1");
    assert.equal(headers["content-type"], "text/csv; charset=utf-8");
    assert.equal(headers.authorization, "Bearer t0ken");
    assert.equal(body, "costCentre;amount\n4100;10\n");
    assert.equal(receiver.forged, 0);
  });

  for (const status of [408, 425, 429, 500, 503]) {
    it(`are sent again after status ${status}`, async () => {
      let left = 2;
      react = () => (left-- > 0 ? status : 200);
      const before = receipts.length;
      await send(String(status));
      const [receipt] = await eventually(async () =>
        receipts.length >= before + 2 ? receipts.slice(before) : undefined,
      );
      assert.equal(receipt?.state, "delivered");
      assert.equal(receipt?.attempts, 3);
      assert.ok(
        failures.some((said) => said.startsWith("TARGET_FAILED") && said.includes(`status ${status}: not now`)),
      );
    });
  }

  it("that are refused for good are kept with the reason and hold up what follows them, also over a restart", async () => {
    react = (key) => (key.includes("reverses") ? 422 : 200);
    const before = receipts.length;
    const taken = receiver.taken.length;
    await send("99");
    const refused = await eventually(async () => receipts[before]);
    assert.deepEqual([refused.state, refused.answer], ["refused", "status 422: not now"]);
    await end();
    await begin();
    assert.equal(outbox.size, 2, "the reversal and the posting after it");
    assert.equal(outbox.refused[0]?.refused, "status 422: not now");
    assert.equal(outbox.next(), undefined, "neither is tried");
    assert.equal(receiver.taken.length, taken);

    react = () => 200;
    await outbox.retry();
    dispatcher.wake();
    await eventually(async () => (outbox.size === 0 ? true : undefined));
    assert.deepEqual(
      receiver.taken.slice(taken).map(({ headers }) => headers["document-reverses"] ?? "posting"),
      ["6", "posting"],
    );
  });

  it("do not follow a redirect, which would take the signature elsewhere", async () => {
    react = () => 302;
    const before = receipts.length;
    await send("100");
    const refused = await eventually(async () => receipts[before]);
    assert.deepEqual([refused.state, refused.answer], ["refused", "status 302: not now"]);
  });
});
