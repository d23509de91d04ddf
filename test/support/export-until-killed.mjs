// Issues one document after the other for an HTTP receiver, for ever or until all are delivered. Arguments: the journal's
// file, the receiver's address, the first document's number, and how many there are to be.
import { setTimeout as pause } from "node:timers/promises";
import { Outbox } from "../../dist/lib/erp/outbox.js";
import { parseExport } from "../../dist/lib/erp/parse-export.js";
import { Dispatcher } from "../../dist/lib/io/erp/dispatcher.js";
import { Exporter } from "../../dist/lib/io/erp/exporter.js";
import { HttpPush } from "../../dist/lib/io/erp/http-push.js";
import { openStore } from "../../dist/lib/io/store/open-store.js";

const [file, url, first, count] = process.argv.slice(2);
const { store, release } = openStore(file, { maxAgeDays: 400, maxBytes: 1e9 });
const profile = parseExport({ id: "daily", format: { type: "csv" }, fields: [{ name: "meter" }, { name: "amount" }] });
const target = new HttpPush({ url: new URL(url), secret: "shared" });
const outbox = new Outbox(store, "n1", target.name);
const exporter = new Exporter(store, "n1", outbox);
const events = { receipt: () => undefined, empty: () => undefined, failed: () => undefined };
const dispatcher = new Dispatcher(outbox, target, events, { firstMs: 5, longestMs: 40 });

await outbox.load();
const running = dispatcher.run();
process.stdout.write("running\n");
for (let number = Number(first); number < Number(first) + Number(count); number++) {
  const day = number * 86_400_000;
  const head = { profile: "daily", site: "works", timeZone: "UTC", currency: "EUR" };
  const draft = {
    profile,
    head: { ...head, id: `works-daily-${number}`, period: { from: day, to: day + 86_400_000 } },
    entries: [{ meter: `m${number}`, amount: { number: String(number) } }],
    provisional: false,
  };
  while (outbox.size > 20) await pause(5);
  const { isNew } = await exporter.issue(draft, Date.now());
  if (isNew) dispatcher.wake();
}
while (outbox.size > 0) await pause(5);
dispatcher.close();
await running;
await release();
