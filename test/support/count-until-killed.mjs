// Counts the pulses of one GPIO line into a journal for ever, as the node does. Argument: the journal's file.
import { inlinePulsePoint } from "../../dist/lib/acquire/pulse-point.js";
import { CountedMeter } from "../../dist/lib/io/counted-meter.js";
import { openStore } from "../../dist/lib/io/store/open-store.js";
import { PulseKeeper } from "../../dist/lib/red/pulse-keeper.js";
import { storedPulses } from "../../dist/lib/red/pulse-memory.js";

const { store } = openStore(process.argv[2], { maxAgeDays: 400, maxBytes: 1e9 });
const fail = (error) => {
  process.stderr.write(`${error.code} ${JSON.stringify(error.params)}\n`);
};
const tools = { solved: () => undefined, status: () => undefined, raise: (_subject, error) => fail(error) };
const meter = new CountedMeter(
  inlinePulsePoint({
    site: "works",
    meter: "w1",
    intervalSeconds: 10,
    pulse: { line: 17, medium: "water", unit: "L", unitPerPulse: 1, debounceMs: 0 },
  }),
);
const keeper = new PulseKeeper(tools, storedPulses(store, "n1"), new Map([["works/w1", meter.session]]));
meter.watch(fail);
await keeper.restore();
process.stdout.write("counting\n");
