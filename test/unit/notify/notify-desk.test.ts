import assert from "node:assert/strict";
import type { Delivery, Notification } from "../../../dist/lib/contract/alerts.js";
import { NotifyDesk, type NotifyDeskSetup } from "../../../dist/lib/io/notify/notify-desk.js";
import { deliveryOf } from "../../../dist/lib/notify/parcel.js";
import type { Recipient } from "../../../dist/lib/site/recipient.js";
import { eventually } from "../../support/eventually.ts";
import { MemoryStore } from "../../support/memory-store.ts";
import { order } from "../../support/notifications.ts";

const anna = (address: string, channel: "webhook" | "mail" = "webhook"): Recipient => ({
  id: "anna",
  name: "Anna",
  language: "en",
  channels: [{ channel, address, from: "notice" }],
});

const now = (number: number, more: Partial<Notification> = {}): Notification =>
  order(number, { at: Date.now(), ...more });

class Desk {
  recipients: readonly Recipient[] = [anna("http://old")];
  /** Addresses that messages went to. */
  readonly sent: string[] = [];
  readonly deliveries: Delivery[] = [];
  isReachable = true;
  readonly desk: NotifyDesk;

  constructor(store = new MemoryStore()) {
    const setup: NotifyDeskSetup = {
      node: "notify",
      store: store as unknown as NonNullable<NotifyDeskSetup["store"]>,
      timeZone: "UTC",
      pauses: { firstMs: 5, longestMs: 5 },
      mostPerHour: 1000,
      recipient: (id) => this.recipients.find((one) => one.id === id),
      sender: (channel) => ({
        channel,
        send: async ({ address }) => {
          if (!this.isReachable) throw new Error("not now");
          this.sent.push(address);
          return "taken";
        },
      }),
      compose: ({ key }, _recipient, address) => ({
        key,
        address,
        subject: "",
        text: "",
        html: "",
        short: "",
        body: "",
      }),
    };
    this.desk = new NotifyDesk(setup, {
      told: (deliveries) => this.deliveries.push(...deliveries),
      failed: () => undefined,
      working: () => undefined,
    });
  }

  states(): string[] {
    return this.deliveries.map(({ state }) => state);
  }
}

describe("what waits for a recipient", () => {
  it("goes to the address that he has when it goes", async () => {
    const plant = new Desk();
    await plant.desk.open();
    plant.isReachable = false;
    await plant.desk.take(now(1), undefined);
    await eventually(async () => plant.states().includes("failed") || undefined);
    plant.recipients = [anna("http://new")];
    plant.isReachable = true;
    await eventually(async () => plant.sent[0]);
    await plant.desk.take(now(2), undefined);
    await eventually(async () => plant.sent[1]);
    await plant.desk.close();
    assert.deepEqual(plant.sent, ["http://new", "http://new"]);
  });

  it("is given up where he, or this way to him, has been taken out", async () => {
    for (const changed of [[], [anna("anna@example.com", "mail")]]) {
      const plant = new Desk();
      await plant.desk.open();
      plant.isReachable = false;
      await plant.desk.take(now(1), undefined);
      await eventually(async () => plant.states().includes("failed") || undefined);
      plant.recipients = changed;
      plant.isReachable = true;
      await eventually(async () => plant.states().includes("refused") || undefined);
      await plant.desk.close();
      assert.deepEqual(plant.sent, []);
    }
  });

  it("is delivered after a restart by the node that has the channel, whatever another said that has none", async () => {
    const store = new MemoryStore();
    const notification = now(1);
    const outcome = {
      state: "refused",
      at: Date.now(),
      attempts: 0,
      answer: "nothing is set for this channel",
    } as const;
    const refusal = deliveryOf({ notification, index: 0, seq: 0 }, "webhook", outcome);
    await store.commit({ records: [notification, refusal] });
    const plant = new Desk(store);
    await plant.desk.open();
    await eventually(async () => plant.sent[0]);
    await plant.desk.close();
    assert.deepEqual(plant.states(), ["delivered"]);
  });

  it("is not delivered again after a restart, however much was delivered since the oldest that still waits", async () => {
    const store = new MemoryStore();
    const many = 20_100;
    const waiting = now(1, { due: Date.now() + 3_600_000 });
    const delivered = Array.from({ length: many }, (_, n) => now(n + 2));
    const outcome = { state: "delivered", at: Date.now(), attempts: 1, answer: "taken" } as const;
    const deliveries = delivered.map((notification) =>
      deliveryOf({ notification, index: 0, seq: 0 }, "webhook", outcome),
    );
    await store.commit({ records: [waiting, ...delivered, ...deliveries] });
    const plant = new Desk(store);
    await plant.desk.open();
    const { size } = plant.desk;
    await plant.desk.close();
    assert.equal(size, 1);
  }).timeout(20_000);
});
