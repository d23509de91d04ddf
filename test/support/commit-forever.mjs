// Commits readings as fast as they are confirmed and prints the number of each that was acknowledged,
// until it is killed. Arguments: the journal's file and the number to begin with.
import { openStore } from "../../dist/lib/io/store/open-store.js";

const [, , file, from] = process.argv;
const { store } = openStore(file, { maxAgeDays: 36_500, maxBytes: 1e12 });

async function lane(first) {
  for (let n = first; ; n += 4) {
    const payload = { kind: "reading", site: "s", meter: "m", at: n, values: { active_power: n }, quality: "good" };
    await store.commit({ records: [payload], states: [{ node: "n", key: `k${n % 4}`, version: 1, seq: 0, state: n }] });
    process.stdout.write(`${n}\n`);
  }
}

for (let k = 0; k < 4; k++) lane(Number(from) + k);
