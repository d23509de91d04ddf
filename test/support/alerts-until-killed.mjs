// Sends the conditions of a storm through an alert-manager over a real journal, in simulated time, until it is killed.
// Arguments: the journal's file, the storm's seed, how many conditions it has; prints how many are through.
import { alertManager } from "../../dist/lib/alert/alert-manager.js";
import { openStore } from "../../dist/lib/io/store/open-store.js";
import { StepRunner } from "../../dist/lib/step/step-runner.js";
import { parsedStormConfig, storm, stormStart } from "./alert-storm.ts";

const [file, seed, count] = process.argv.slice(2);
const { store } = openStore(file, { maxAgeDays: 400, maxBytes: 1e9 });
const runner = new StepRunner(alertManager, parsedStormConfig(), "alerts", store);

const timed = [];
let time = stormStart;
for (const event of storm(Number(seed), Number(count))) {
  time += event.after;
  if (event.what === "condition") timed.push({ ...event.condition, at: time, since: time });
}

// What is in the journal was sent before the kill; the rest is sent now, several at once as in a flow.
const known = new Set();
for (let after = 0; ; ) {
  const records = await store.tail(after, ["condition"], 5000);
  if (records.length === 0) break;
  for (const { payload } of records)
    known.add(JSON.stringify([payload.meter, payload.machine, payload.rule, payload.at]));
  after = records.at(-1).seq;
}
let now = timed.reduce(
  (last, one) =>
    known.has(JSON.stringify([one.meter, one.machine, one.rule, one.at])) ? Math.max(last, one.at) : last,
  stormStart,
);
await runner.restore(
  ["condition"],
  () => now,
  () => undefined,
);

async function send(condition) {
  const { seqs } = await store.commit({ records: [condition] });
  await runner.input({ type: "message", message: condition }, condition.at, seqs[0]);
}

let waiting = [];
for (const condition of timed) {
  if (known.has(JSON.stringify([condition.meter, condition.machine, condition.rule, condition.at]))) continue;
  now = condition.at;
  waiting.push(
    runner.wake(now, () => undefined),
    send(condition),
  );
  if (waiting.length < 160) continue;
  await Promise.all(waiting);
  waiting = [];
  process.stdout.write(`${now}\n`);
}
await Promise.all(waiting);
const over = new Map(timed.map(({ active, ...one }) => [`${one.meter} ${one.machine} ${one.rule}`, one]));
now += 1000;
await Promise.all([...over.values()].map((one) => send({ ...one, active: false, at: now })));
for (let n = 0; n < 12; n++) {
  now += 600_000;
  await runner.wake(now, () => undefined);
}
await runner.checkpoint();
await store.close();
process.stdout.write("done\n");
process.exit(0);
