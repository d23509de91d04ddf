import assert from "node:assert/strict";
import { EnergyError } from "../../dist/lib/contract/error.js";
import type { Mail } from "../../dist/lib/io/mail/mailer.js";
import { ReportDelivery } from "../../dist/lib/io/report/report-delivery.js";
import type { ReportOutcome } from "../../dist/lib/io/report/report-job.js";
import { MemoryStore } from "../support/memory-store.ts";

const hour = 3_600_000;
const schedule = { time: "06:00", waitHours: 24, timeZone: "Europe/Vienna" };
const first = Date.parse("2026-11-01T06:00:00+01:00");

/** A node that delivers what the test says a month's report is, and what went out. */
class Desk {
  store = new MemoryStore();
  report: Partial<ReportOutcome["summary"]> = {};
  mailFailure: EnergyError | undefined;
  readonly sent: number[] = [];
  readonly mailed: Mail[] = [];
  rendered = 0;

  /** Each look is one of a node that has just been started. */
  look(now: number, mails = true) {
    const delivery = new ReportDelivery({
      node: "n1",
      site: "works",
      schedule,
      formats: ["pdf"],
      store: this.store,
      order: async (month, formats) => {
        if (formats.length > 0) this.rendered++;
        return this.#outcome(month);
      },
      send: ({ summary }) => this.sent.push(summary.version),
      ...(mails && { mail: { to: ["office@example.com"], send: (mail) => this.#send(mail) } }),
    });
    return delivery.look(now);
  }

  #outcome(month: string): ReportOutcome {
    const usual = {
      state: "final",
      because: [],
      version: 1,
      digest: "0123456789abcdef",
      madeAt: first,
      empty: false,
    } as const;
    return {
      summary: { month, ...usual, ...this.report },
      files: [{ format: "pdf", filename: "report.pdf", body: new Uint8Array(3) }],
      mail: { subject: "s", text: "t", html: "<p>h</p>" },
    };
  }

  async #send(mail: Mail) {
    if (this.mailFailure) throw this.mailFailure;
    this.mailed.push(mail);
    return { messageId: "x", accepted: [], refused: [] };
  }
}

describe("a monthly report that goes out by itself", () => {
  it("goes out once, also when the node starts again", async () => {
    const desk = new Desk();
    assert.equal((await desk.look(first)).result, "delivered");
    assert.equal((await desk.look(first + hour)).result, "nothing");
    assert.deepEqual([desk.sent, desk.mailed.length, desk.rendered], [[1], 1, 1]);
    assert.equal(desk.mailed[0]?.attachments?.[0]?.filename, "report.pdf");
  });

  it("waits for its data, then goes out provisional, and final when it has changed", async () => {
    const desk = new Desk();
    desk.report = { state: "provisional", because: ["incomplete"] };
    const waiting = await desk.look(first);
    assert.deepEqual([waiting.result, waiting.next], ["waiting", first + hour]);
    assert.equal(desk.sent.length, 0);
    assert.equal((await desk.look(first + 24 * hour)).result, "delivered");
    desk.report = { version: 2 };
    assert.equal((await desk.look(first + 48 * hour)).result, "delivered");
    assert.deepEqual(desk.sent, [1, 2]);
  });

  it("is made up when the gateway was off on the first", async () => {
    const desk = new Desk();
    const { result, month } = await desk.look(first + 9 * 24 * hour);
    assert.deepEqual([result, month], ["delivered", "2026-10"]);
  });

  it("is not made for a month of which nothing is known", async () => {
    const desk = new Desk();
    desk.report = { empty: true, state: "provisional" };
    assert.equal((await desk.look(first + 48 * hour)).result, "nothing");
    assert.equal(desk.sent.length, 0);
  });

  it("is mailed later where the server fails first, and its files go out once", async () => {
    const desk = new Desk();
    desk.mailFailure = new EnergyError("MAIL_FAILED", { host: "mail", detail: "no answer" });
    const failed = await desk.look(first);
    assert.deepEqual(
      [failed.result, failed.error?.code, failed.next],
      ["mail-failed", "MAIL_FAILED", first + hour / 6],
    );
    desk.mailFailure = undefined;
    assert.equal((await desk.look(failed.next)).result, "delivered");
    assert.deepEqual([desk.sent, desk.mailed.length], [[1], 1]);
  });

  it("is not tried every ten minutes where the server refuses it for good", async () => {
    const desk = new Desk();
    desk.mailFailure = new EnergyError("MAIL_REFUSED", { host: "mail", detail: "550" });
    assert.equal((await desk.look(first)).next, first + 24 * hour);
  });

  it("has one message id for each version", async () => {
    const desk = new Desk();
    await desk.look(first);
    desk.store = new MemoryStore();
    await desk.look(first);
    desk.report = { version: 2 };
    await desk.look(first);
    const [once, again, next] = desk.mailed.map(({ id }) => id);
    assert.equal(once, again);
    assert.notEqual(once, next);
  });

  it("fails as a whole where the journal cannot remember it", async () => {
    const desk = new Desk();
    desk.store.failNext = new EnergyError("STORE_FAILED", { detail: "disk full" });
    await assert.rejects(desk.look(first), { code: "STORE_FAILED" });
  });
});
