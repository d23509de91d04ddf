// Commits readings in random sizes for ever, several at once, and prints what was acknowledged.
// Arguments: the journal's file, a seed, the number to begin with.
import { openStore } from "../../dist/lib/io/store/open-store.js";

const [file, seed, first] = process.argv.slice(2);
const { store } = openStore(file, { maxAgeDays: 400, maxBytes: 1e9 });

let state = Number(seed);
const random = () => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
};

let next = Number(first);
async function lane() {
  for (;;) {
    const from = next;
    const count = 1 + Math.floor(random() ** 3 * 400);
    next += count;
    const records = Array.from({ length: count }, (_, n) => ({
      kind: "reading",
      site: "works",
      meter: "m1",
      at: Date.UTC(2026, 0, 5, 9, 0) + (from + n) * 1000,
      values: { active_power: (from + n) / 8 },
      quality: "good",
    }));
    const entry = { node: "n1", key: "k", version: 1, seq: 0, state: from };
    const { seqs } = await store.commit({ records, states: [{ ...entry, key: String(from) }] });
    process.stdout.write(`${from} ${count} ${seqs[0]}\n`);
  }
}
for (let n = 0; n < 3; n++) lane();
