// A storm of conditions, made into alerts and told by mail and webhook, until it is over or the process is killed; it
// goes on where it was. Arguments: the journal's file, the receiver's address, the mail server's port, how many
// conditions there are, and the seed.
import { setTimeout as pause } from "node:timers/promises";
import { alertManager } from "../../dist/lib/alert/alert-manager.js";
import { Mailer } from "../../dist/lib/io/mail/mailer.js";
import { parseSmtpSettings } from "../../dist/lib/io/mail/smtp-settings.js";
import { MailSender } from "../../dist/lib/io/notify/mail-sender.js";
import { NotifyDesk } from "../../dist/lib/io/notify/notify-desk.js";
import { WebhookSender } from "../../dist/lib/io/notify/webhook-sender.js";
import { openStore } from "../../dist/lib/io/store/open-store.js";
import { compose } from "../../dist/lib/notify/compose.js";
import { alertWording } from "../../dist/lib/red/alert-wording.js";
import { StepRunner } from "../../dist/lib/step/step-runner.js";
import { stormOf } from "./storm.ts";

const [file, url, smtpPort, count, seed] = process.argv.slice(2);
const { store, release } = openStore(file, { maxAgeDays: 400, maxBytes: 1e9 });
const config = alertManager.parseConfig({
  recipients: ["desk", "anna"],
  policies: [
    {
      id: "storm",
      holdSeconds: 0,
      steps: [{ to: ["desk"] }, { to: ["anna"], afterMinutes: 0.005 }],
      tellCleared: false,
    },
  ],
});
const recipients = [
  { id: "desk", name: "Desk", language: "en", channels: [{ channel: "webhook", address: url, from: "notice" }] },
  {
    id: "anna",
    name: "Anna",
    language: "de",
    channels: [{ channel: "mail", address: "anna@example.com", from: "notice" }],
  },
];
const smtp = parseSmtpSettings({
  host: "127.0.0.1",
  port: Number(smtpPort),
  security: "none",
  from: "energy@example.com",
});
const senders = [new WebhookSender("shared"), new MailSender(new Mailer(smtp))];
const desk = new NotifyDesk(
  {
    node: "notify",
    store,
    timeZone: "UTC",
    pauses: { firstMs: 5, longestMs: 40 },
    mostPerHour: 1_000_000,
    recipient: (id) => recipients.find((one) => one.id === id),
    sender: (channel) => senders.find((sender) => sender.channel === channel),
    compose: (batch, { language }, address) =>
      compose(batch, address, alertWording(language === "de" ? "de" : "en-US", undefined, ""), Date.now()),
  },
  { told: () => undefined, failed: () => undefined, working: () => undefined },
);
const runner = new StepRunner(alertManager, config, "manager", store);
const taken = [];
const forward = ({ outputs }) => {
  for (const { port, payload, seq } of outputs) if (port === 1) taken.push(desk.take(payload, seq));
};
await desk.open();
await runner.restore(["condition"], Date.now, forward);
let [{ state: next }] = [...(await store.states("generator")), { state: 0 }];
process.stdout.write("running\n");

let lastWake = 0;
async function wake() {
  if ((runner.nextWake ?? Number.POSITIVE_INFINITY) > Date.now() || Date.now() - lastWake < 2) return;
  lastWake = Date.now();
  await runner.wake(Date.now(), forward);
}

const conditions = stormOf(Number(count), Number(seed));
const perCommit = 10;
let checkpointAt = Date.now() + 200;
while (next < conditions.length) {
  const at = Date.now();
  const records = conditions.slice(next, next + perCommit).map((condition) => ({ ...condition, at, since: at }));
  next += records.length;
  const entry = { node: "generator", key: "next", version: 1, seq: 0, state: next };
  const { seqs } = await store.commit({ records, states: [entry] });
  const steps = records.map((message, n) => runner.input({ type: "message", message }, Date.now(), seqs[n]));
  for (const outcome of await Promise.all(steps)) if (outcome) forward(outcome);
  await wake();
  if (Date.now() > checkpointAt) {
    checkpointAt = Date.now() + 200;
    await runner.checkpoint();
  }
  await pause(1);
}
while (desk.size > 0 || runner.nextWake !== undefined) {
  await wake();
  await pause(5);
}
await Promise.all(taken);
await runner.checkpoint();
await desk.close();
await release();
