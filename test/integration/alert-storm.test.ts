import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { SMTPServer } from "smtp-server";
import type { Alert, Delivery, Notification } from "../../dist/lib/contract/alerts.js";
import type { Message } from "../../dist/lib/contract/messages.js";
import { chanceOf } from "../support/chance.ts";
import { HttpReceiver } from "../support/http-receiver.ts";
import { JournalFolder } from "../support/journal-folder.ts";
import { freePort } from "../support/ports.ts";
import { stormOf } from "../support/storm.ts";

const script = join(import.meta.dirname, "../support/storm-until-killed.mjs");
const count = 10_000;
const seed = 11;
const kills = 8;

/** A mail server that refuses for now, hangs up, or takes the mail and hangs up before it has said so. */
class FailingMailServer {
  readonly mails: string[] = [];
  #server: SMTPServer | undefined;

  async start(random: () => number): Promise<number> {
    const port = await freePort();
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS"],
      onConnect: (_session, done) => done(random() < 0.1 ? new Error("busy") : undefined),
      onData: (stream, _session, done) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () => {
          const draw = random();
          if (draw >= 0.1) this.mails.push(Buffer.concat(chunks).toString());
          if (draw < 0.1) done(Object.assign(new Error("not now"), { responseCode: 451 }));
          else if (draw < 0.2) done(Object.assign(new Error("taken, but not said"), { responseCode: 421 }));
          else done();
        });
      },
    });
    await new Promise<void>((resolve) => {
      this.#server?.listen(port, "127.0.0.1", resolve);
    });
    return port;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => (this.#server ? this.#server.close(() => resolve()) : resolve()));
  }
}

describe("a storm of 10,000 conditions over kills at any moment, told to receivers that fail at random", function () {
  this.timeout(300_000);
  const folder = new JournalFolder();
  const mailServer = new FailingMailServer();
  let receiver: HttpReceiver;
  let smtpPort = 0;
  const kept: Message[] = [];

  before(async () => {
    const random = chanceOf(5);
    receiver = await HttpReceiver.start(() => {
      const draw = random();
      if (draw < 0.1) return 503;
      if (draw < 0.15) return "hang-up";
      return draw < 0.25 ? "take-and-hang-up" : 200;
    });
    smtpPort = await mailServer.start(random);
    await runOn();
    const { store } = folder.open();
    for (let after = 0; ; ) {
      const records = await store.tail(after, ["condition", "alert", "notification", "delivery"], 5000);
      kept.push(...records.map(({ payload }) => payload));
      if (records.length === 0) break;
      after = records.at(-1)?.seq ?? after;
    }
  });
  after(async () => {
    await receiver.close();
    await mailServer.stop();
    await folder.remove();
  });

  function run() {
    const args = [script, folder.file, receiver.url, String(smtpPort), String(count), String(seed)];
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...args]);
    const errors: string[] = [];
    child.stderr.setEncoding("utf8").on("data", (text) => errors.push(text));
    return { child, errors };
  }

  async function runOn(): Promise<void> {
    for (let kill = 0; kill < kills; kill++) {
      const { child, errors } = run();
      await once(child.stdout, "data");
      await pause(150 + 131 * kill);
      child.kill("SIGKILL");
      await once(child, "close");
      assert.deepEqual(errors, []);
    }
    const { child, errors } = run();
    await once(child, "close");
    assert.deepEqual(errors, []);
  }

  const of = <Kind extends Message["kind"]>(kind: Kind) =>
    kept.filter((message): message is Extract<Message, { kind: Kind }> => message.kind === kind);
  const changes = (change: Alert["change"]): string[] =>
    of("alert")
      .filter((alert) => alert.change === change)
      .map(({ id }) => id);
  const mailed = (): string =>
    mailServer.mails
      .map((mail) =>
        mail
          .replace(/=\r\n/g, "")
          .replace(/=([0-9A-F]{2})/g, (_all, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
      )
      .join("\n");

  it("was a storm that was interrupted", () => {
    assert.equal(of("condition").length, stormOf(count, seed).length);
    assert.ok(receiver.taken.length > new Set(receiver.taken.map(({ key }) => key)).size, "nothing came twice");
  });

  it("raises each alert once, and ends each", () => {
    const active = new Set<string>();
    let episodes = 0;
    for (const { meter, rule, active: isActive } of stormOf(count, seed)) {
      const subject = `${meter} ${rule}`;
      if (isActive && !active.has(subject)) episodes += 1;
      if (isActive) active.add(subject);
      else active.delete(subject);
    }
    assert.equal(changes("raised").length, episodes);
    assert.equal(new Set(changes("raised")).size, episodes);
    assert.deepEqual(changes("cleared").sort(), changes("raised").sort());
  });

  it("orders each step of an escalation once", () => {
    const orders = of("notification").map(
      ({ alert, recipient, reason }: Notification) => `${alert.id} ${recipient} ${reason}`,
    );
    assert.equal(new Set(orders).size, orders.length);
    const told = of("notification")
      .filter(({ recipient }) => recipient === "desk")
      .map(({ alert }) => alert.id);
    assert.deepEqual(told.sort(), changes("raised").sort());
    assert.ok(
      orders.some((order) => order.includes(" anna ")),
      "nothing was escalated",
    );
  });

  it("delivers each order, says so once, and nothing else", () => {
    const final = of("delivery").filter(({ state }: Delivery) => state !== "failed");
    assert.deepEqual([...new Set(final.map(({ state }) => state))], ["delivered"]);
    assert.deepEqual(
      final.map(({ notification }) => notification).sort(),
      of("notification")
        .map(({ id }) => id)
        .sort(),
    );
    const toDesk = of("notification")
      .filter(({ recipient }) => recipient === "desk")
      .map(({ id }) => `"${id}~0"`);
    assert.deepEqual([...new Set(receiver.taken.map(({ key }) => key))].sort(), toDesk.sort());
    const bodies = new Map(receiver.taken.map(({ key, body }) => [key, body]));
    for (const { key, body } of receiver.taken) assert.equal(body, bodies.get(key));
    assert.equal(receiver.forged, 0);
    const mails = mailed();
    for (const { id, recipient } of of("notification")) if (recipient === "anna") assert.ok(mails.includes(id), id);
  });

  it("sends a mail that may have been lost once more as the same mail", () => {
    const byId = new Map<string, string>();
    let twice = 0;
    for (const mail of mailServer.mails) {
      const [, id = ""] = /^Message-ID: <([^>]+)>/im.exec(mail) ?? [];
      const subject = /^Subject: .*$/im.exec(mail)?.[0] ?? "";
      const known = byId.get(id);
      if (known === undefined) byId.set(id, subject);
      else {
        twice += 1;
        assert.equal(subject, known);
      }
    }
    assert.ok(twice > 0, "no mail came twice: nothing was tried");
  });
});
