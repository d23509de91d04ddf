import assert from "node:assert/strict";
import type { Alert } from "../../dist/lib/contract/alerts.js";
import type { AlertsQuery } from "../../dist/lib/store/store.js";
import { condition, minute, monday } from "../support/alerts.ts";
import { JournalFolder } from "../support/journal-folder.ts";

const changes = ["raised", "acknowledged", "cleared"] as const;

/** Record `n` of a meter's alerts, three to an alert. */
function alertOf(meter: string, n: number, at: number): Alert {
  const change = changes[n % 3] as (typeof changes)[number];
  const severity = meter === "m1" ? "critical" : "warning";
  return {
    kind: "alert",
    id: `${meter}~limit~${Math.floor(n / 3)}`,
    site: "works",
    condition: condition({ meter, severity, active: change !== "cleared" }),
    state: change,
    change,
    at,
    version: n + 1,
    raised: monday,
    step: 1,
  };
}

describe("pages of alerts", () => {
  let folder: JournalFolder;
  let store: ReturnType<JournalFolder["open"]>["store"];
  const ask = (more: Partial<AlertsQuery> = {}) =>
    store.alerts({ site: "works", from: 0, to: Number.MAX_SAFE_INTEGER, limit: 1000, ...more });

  before(async () => {
    folder = new JournalFolder();
    ({ store } = folder.open());
    // Of three meters: the first's last alert is raised, the second's acknowledged, the third's cleared.
    const records = [1, 2, 3].flatMap((meter) =>
      Array.from({ length: 30 + meter }, (_, n) => alertOf(`m${meter}`, n, monday + n * 90 * minute + meter)),
    );
    await store.commit({ records });
  });
  after(() => folder.remove());

  it("hold each alert once, as it stands now, the latest change first", async () => {
    const { items, next } = await ask();
    assert.equal(next, undefined);
    assert.equal(items.length, 33);
    assert.equal(new Set(items.map(({ id }) => id)).size, 33);
    assert.deepEqual(
      items.slice(0, 3).map(({ id, state }) => `${id} ${state}`),
      ["m3~limit~10 cleared", "m2~limit~10 acknowledged", "m1~limit~10 raised"],
    );
    assert.deepEqual(
      items,
      items.toSorted((a, b) => b.at - a.at),
    );
  });

  it("are asked for by state, severity, meter and time", async () => {
    const idsOf = async (more: Partial<AlertsQuery>) => (await ask(more)).items.map(({ id }) => id);
    assert.deepEqual(await idsOf({ state: "open" }), ["m2~limit~10", "m1~limit~10"]);
    assert.deepEqual(await idsOf({ state: "raised" }), ["m1~limit~10"]);
    assert.deepEqual(await idsOf({ state: "acknowledged" }), ["m2~limit~10"]);
    assert.equal((await idsOf({ state: "cleared" })).length, 31);
    assert.equal((await idsOf({ severity: "critical" })).length, 11);
    assert.equal((await idsOf({ meter: "m3", state: "cleared" })).length, 11);
    assert.deepEqual(await idsOf({ from: monday + 32 * 90 * minute }), ["m3~limit~10"]);
    assert.equal((await idsOf({ to: monday + 9 * 90 * minute })).length, 9);
    assert.deepEqual(await idsOf({ site: "mill" }), []);
  });

  it("follow one another without a gap, however long they are", async () => {
    const whole = (await ask()).items.map(({ id }) => id);
    for (const limit of [1, 4, 32, 33]) {
      const ids: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await ask({ limit, ...(cursor !== undefined && { cursor }) });
        ids.push(...page.items.map(({ id }) => id));
        cursor = page.next;
      } while (cursor !== undefined);
      assert.deepEqual(ids, whole, `limit ${limit}`);
    }
    await assert.rejects(ask({ cursor: "nonsense" }), { code: "MESSAGE_INVALID" });
  });
});
