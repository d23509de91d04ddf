import assert from "node:assert/strict";
import { EnergyError } from "../../dist/lib/contract/error.js";
import { sendAround } from "../../dist/lib/store/refusals.js";
import type { JournalRecord } from "../../dist/lib/store/store.js";

const records = Array.from({ length: 1000 }, (_, n) => ({ seq: n + 1 }) as JournalRecord);

/** A target that takes a batch only as a whole. */
function target(bad: readonly number[]) {
  const arrived: number[] = [];
  let requests = 0;
  const send = async (part: readonly JournalRecord[]): Promise<void> => {
    requests++;
    const wrong = part.find(({ seq }) => bad.includes(seq));
    if (wrong) throw new EnergyError("TARGET_REFUSED", { target: "t", count: 1, detail: `no ${wrong.seq}` });
    arrived.push(...part.map(({ seq }) => seq));
  };
  return { send, arrived, requests: () => requests };
}

describe("records that a target refuses for good", () => {
  it("are found one by one, and every other arrives, in order", async () => {
    const bad = [1, 500, 501, 1000];
    const { send, arrived } = target(bad);
    assert.deepEqual(
      await sendAround(records, send),
      bad.map((seq) => ({ seq, reason: `no ${seq}` })),
    );
    assert.deepEqual(
      arrived,
      records.map(({ seq }) => seq).filter((seq) => !bad.includes(seq)),
    );
  });

  it("cost a few requests each, not one a record", async () => {
    const { send, requests } = target([777]);
    await sendAround(records, send);
    assert.ok(requests() <= 2 * Math.ceil(Math.log2(1000)) + 1, `${requests()} requests`);
  });

  it("are not looked for while the target cannot be reached", async () => {
    let requests = 0;
    const down = async (): Promise<void> => {
      requests++;
      throw new EnergyError("TARGET_UNREACHABLE", { target: "t", detail: "refused" });
    };
    await assert.rejects(sendAround(records, down), { code: "TARGET_UNREACHABLE" });
    assert.equal(requests, 1);
  });
});
