import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { Channel, Delivery } from "../../dist/lib/contract/alerts.js";
import { Mailer } from "../../dist/lib/io/mail/mailer.js";
import { parseSmtpSettings } from "../../dist/lib/io/mail/smtp-settings.js";
import { MailSender } from "../../dist/lib/io/notify/mail-sender.js";
import { NotifyDesk } from "../../dist/lib/io/notify/notify-desk.js";
import { SmsHttpSender } from "../../dist/lib/io/notify/sms-http-sender.js";
import { WebhookSender } from "../../dist/lib/io/notify/webhook-sender.js";
import { compose } from "../../dist/lib/notify/compose.js";
import { alertWording } from "../../dist/lib/red/alert-wording.js";
import type { Recipient } from "../../dist/lib/site/recipient.js";
import { JournalFolder } from "../support/journal-folder.ts";
import { order } from "../support/notifications.ts";
import { type Outage, OutageServer, takingHttp, takingSmtp } from "../support/outage-server.ts";

/** An hour in small; `ENERGY_TEST_OUTAGE_MINUTES=60` makes it a real one. Everything else is in its proportion. */
const outageMs = Number(process.env.ENERGY_TEST_OUTAGE_MINUTES ?? 0.2) * 60_000;
const pauses = { firstMs: outageMs / 720, longestMs: outageMs / 12 };
const rounds = 120;
/** Every fifth order is not worth telling after ten minutes of the hour. */
const isShort = (number: number): boolean => number % 5 === 0;
const shortMs = outageMs / 6;

const webhooks: readonly Outage[] = ["refuses", "silent", "resets", "fails", "refuses", "silent"];
const channelOf = (id: string): Channel => (id.startsWith("mail") ? "mail" : id.startsWith("sms") ? "sms" : "webhook");

describe("ten channels that cannot be reached for an hour, and one that can", function () {
  this.timeout(outageMs * 3 + 60_000);
  const folder = new JournalFolder();
  const away: OutageServer[] = [];
  const keys = new Map<string, Set<string>>();
  const messages = { mail: 0, sms: 0 };
  let live: OutageServer;
  let recipients: Recipient[] = [];
  let senders: readonly (WebhookSender | MailSender | SmsHttpSender)[] = [];
  let desk: NotifyDesk;
  const receipts: Delivery[] = [];
  let liveWhenOver = 0;
  let slowestTakeMs = 0;

  const recipient = (id: string, address: string): Recipient => ({
    id,
    name: id,
    language: "en",
    channels: [{ channel: channelOf(id), address, from: "notice" }],
  });
  const inbox = (id: string) => {
    keys.set(id, new Set());
    return () => takingHttp((key) => void keys.get(id)?.add(key));
  };

  before(async () => {
    live = await OutageServer.away("refuses", inbox("live"));
    await live.comeBack();
    for (const [n, outage] of webhooks.entries()) away.push(await OutageServer.away(outage, inbox(`hook${n}`)));
    const smtp = await OutageServer.away("silent", () => takingSmtp(() => void messages.mail++));
    const provider = await OutageServer.away("refuses", () => takingHttp(() => void messages.sms++));
    recipients = [
      recipient("live", `http://127.0.0.1:${live.port}/`),
      ...away.map(({ port }, n) => recipient(`hook${n}`, `http://127.0.0.1:${port}/`)),
      ...["mail1", "mail2"].map((id) => recipient(id, `${id}@example.com`)),
      ...["sms1", "sms2"].map((id, n) => recipient(id, `+43123456${n}`)),
    ];
    away.push(smtp, provider);
    senders = [
      new WebhookSender("shared"),
      new MailSender(
        new Mailer(
          parseSmtpSettings({ host: "127.0.0.1", port: smtp.port, security: "none", from: "energy@example.com" }),
        ),
      ),
      new SmsHttpSender(
        { url: `http://127.0.0.1:${provider.port}/`, json: { to: "{{to}}", text: "{{text}}" } },
        { account: "", token: "", sender: "" },
      ),
    ];
    await openDesk();
    for (let round = 1; round <= rounds; round++) {
      if (round === rounds / 2) {
        await desk.close();
        await folder.close();
        await openDesk();
      }
      await tellAll(round);
      await pause(outageMs / rounds);
    }
    liveWhenOver = keys.get("live")?.size ?? 0;
    await Promise.all(away.map((server) => server.comeBack()));
    for (let n = 0; n < 3000 && desk.size > 0; n++) await pause(outageMs / 1000);
    await desk.close();
  });
  after(async () => {
    for (const server of [...away, live]) await server.close();
    await folder.remove();
  });

  async function openDesk(): Promise<void> {
    desk = new NotifyDesk(
      {
        node: "notify",
        store: folder.open().store,
        timeZone: "UTC",
        pauses,
        mostPerHour: 20,
        recipient: (id) => recipients.find((one) => one.id === id),
        sender: (channel) => senders.find((sender) => sender.channel === channel),
        compose: (batch, _recipient, address) =>
          compose(batch, address, alertWording("en-US", undefined, ""), Date.now()),
      },
      { told: (deliveries) => receipts.push(...deliveries), failed: () => undefined, working: () => undefined },
    );
    await desk.open();
  }

  async function tellAll(round: number): Promise<void> {
    const at = Date.now();
    const expires = at + (isShort(round) ? shortMs : 24 * outageMs);
    const orders = recipients.map(({ id }, n) =>
      order(round, { recipient: id, at, due: at, expires }, { meter: `m${n}` }),
    );
    await Promise.all(orders.map((notification) => desk.take(notification, undefined)));
    slowestTakeMs = Math.max(slowestTakeMs, Date.now() - at);
  }

  const final = (): Delivery[] => receipts.filter(({ state }) => state !== "failed");
  const isOfShort = ({ notification }: Delivery): boolean => isShort(Number(notification.split("~").at(-1)));

  it("block nothing: the one that works has all but the newest when the hour is over", () => {
    assert.ok(liveWhenOver >= rounds - 1, `${liveWhenOver} of ${rounds}`);
    assert.ok(slowestTakeMs < outageMs / 2, "taking an order waited for a channel");
  });

  it("have everything afterwards, or it expired as it was to, and each is said once", () => {
    const ids = final().map(({ notification }) => notification);
    assert.equal(ids.length, rounds * recipients.length);
    assert.equal(new Set(ids).size, ids.length);
    const lasting = final().filter((receipt) => !isOfShort(receipt));
    assert.deepEqual([...new Set(lasting.map(({ state }) => state))], ["delivered"]);
    // A message of several that was tried goes on as it was; only what goes alone is sure to expire.
    const early = final().filter(
      (receipt) => isOfShort(receipt) && receipt.recipient.startsWith("hook") && numberOf(receipt) < rounds / 2,
    );
    assert.ok(early.length > 0);
    assert.deepEqual([...new Set(early.map(({ state }) => state))], ["expired"]);
  });

  it("have got what their receipts say", () => {
    for (const [id, taken] of keys) {
      const said = final().filter((receipt) => receipt.recipient === id && receipt.state === "delivered");
      assert.deepEqual([...taken].sort(), said.map(({ notification }) => `"${notification}~0"`).sort());
    }
  });

  it("say that they failed, once for what was tried, before they have it", () => {
    for (const { id } of recipients) {
      const failed = receipts.filter((receipt) => receipt.recipient === id && receipt.state === "failed");
      assert.equal(failed.length === 0, id === "live", id);
      assert.ok(failed.every(({ answer }) => answer.length > 0));
    }
  });

  it("tell people of many things in few messages", () => {
    assert.ok(messages.mail > 0 && messages.mail < rounds / 4, `${messages.mail} mails`);
    assert.ok(messages.sms > 0 && messages.sms < rounds / 4, `${messages.sms} text messages`);
  });

  it("keep every receipt in the journal", async () => {
    const { store } = folder.open();
    const kept: Delivery[] = [];
    for (let after = 0; ; ) {
      const records = await store.tail(after, ["delivery"], 5000);
      for (const { payload } of records) if (payload.kind === "delivery") kept.push(payload);
      if (records.length === 0) break;
      after = records.at(-1)?.seq ?? after;
    }
    assert.deepEqual(kept, receipts);
  });

  const numberOf = ({ notification }: Delivery): number => Number(notification.split("~").at(-1));
});
