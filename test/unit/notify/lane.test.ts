import assert from "node:assert/strict";
import type { Notification } from "../../../dist/lib/contract/alerts.js";
import { Lane, type LaneRules } from "../../../dist/lib/notify/lane.js";
import type { Batch } from "../../../dist/lib/notify/parcel.js";
import { hour, minute, noon, order } from "../../support/notifications.ts";

const person: LaneRules = {
  timeZone: "Europe/Vienna",
  mostPerHour: 4,
  merges: true,
  pauses: { firstMs: 5_000, longestMs: 300_000 },
};
const parcel = (notification: Notification) => ({ notification, index: 0, seq: notification.number });
const numbers = (batch: Batch | undefined): number[] | undefined =>
  batch?.parcels.map(({ notification }) => notification.number);

const laneOf = (rules: Partial<LaneRules>, ...orders: Notification[]): Lane => {
  const lane = new Lane({ ...person, ...rules }, noon);
  for (const one of orders) lane.add(parcel(one));
  return lane;
};

/** What goes at `now`, at once delivered. */
function sent(lane: Lane, now: number): number[] | undefined {
  const batch = lane.take(now);
  return batch && sentNow(lane, batch);
}

function sentNow(lane: Lane, batch: Batch): number[] | undefined {
  lane.settled(batch);
  return numbers(batch);
}

describe("what waits for one address", () => {
  it("goes one by one in its order, the most severe first", () => {
    const lane = laneOf({}, order(1), order(2), order(3, {}, { severity: "critical" }));
    assert.deepEqual(
      [sent(lane, noon), sent(lane, noon), sent(lane, noon), sent(lane, noon)],
      [[3], [1], [2], undefined],
    );
  });

  it("is taken once, however often it comes", () => {
    const lane = laneOf({}, order(1), order(1));
    assert.equal(lane.size, 1);
  });

  it("goes as one message where it was ordered as one, when it is due", () => {
    const due = noon + minute;
    const lane = laneOf(
      {},
      order(1, { due, bundle: "digest" }),
      order(2, { due, bundle: "digest" }),
      order(3, { due, bundle: "other" }),
    );
    assert.equal(lane.take(noon), undefined);
    assert.equal(lane.nextAt(noon), due);
    assert.deepEqual([sent(lane, due), sent(lane, due)], [[1, 2], [3]]);
  });

  it("beyond what is allowed in an hour waits, and goes together", () => {
    const lane = laneOf({}, ...[1, 2, 3, 4, 5, 6, 7].map((number) => order(number)));
    const first = [1, 2, 3, 4].map(() => sent(lane, noon));
    assert.deepEqual(first, [[1], [2], [3], [4]]);
    assert.equal(sent(lane, noon), undefined);
    assert.equal(lane.nextAt(noon), noon + 15 * minute);
    assert.equal(sent(lane, noon + 15 * minute - 1), undefined);
    assert.deepEqual(sent(lane, noon + 15 * minute), [5, 6, 7]);
  });

  it("goes together where a crowd comes at once", () => {
    const lane = laneOf({}, ...Array.from({ length: 250 }, (_, n) => order(n)));
    assert.deepEqual([lane.take(noon)?.parcels.length, lane.size], [200, 250]);
  });

  it("is never merged for a program", () => {
    const lane = laneOf(
      { merges: false, mostPerHour: 1 },
      order(1, { bundle: "a" }),
      order(2, { bundle: "a" }),
      order(3),
    );
    assert.deepEqual([sent(lane, noon), sent(lane, noon + hour), sent(lane, noon + 2 * hour)], [[1], [2], [3]]);
  });

  describe("in quiet hours", () => {
    const quiet = { from: "22:00", to: "06:00" };
    /** 23:30 in Vienna. */
    const night = noon + 11.5 * hour;
    const morning = noon + 18 * hour;

    it("waits for their end and goes as one message; what is critical goes at once", () => {
      const at = { at: night };
      const lane = laneOf({ quiet }, order(1, at), order(2, at, { severity: "critical" }), order(3, at));
      assert.deepEqual([sent(lane, night), sent(lane, night)], [[2], undefined]);
      assert.equal(lane.nextAt(night), morning);
      assert.deepEqual(sent(lane, morning), [1, 3]);
    });

    it("of a whole weekend outlasts what is worth sending for a day, and is not lost by that", () => {
      const saturday = Date.UTC(2026, 6, 4, 8);
      const monday = Date.UTC(2026, 6, 5, 22);
      const weekend = { from: "00:00", to: "00:00", days: ["sat", "sun"] } as const;
      const lane = laneOf({ quiet: weekend }, order(1, { at: saturday, expires: saturday + 24 * hour }));
      assert.deepEqual([lane.take(saturday), lane.nextAt(saturday)], [undefined, Date.UTC(2026, 6, 4, 22)]);
      assert.deepEqual([lane.expire(monday - 1).length, sent(lane, monday)], [0, [1]]);
    });

    it("begins only on the days that were named", () => {
      const lane = laneOf({ quiet: { ...quiet, days: ["sat", "sun"] } }, order(1, { at: night }));
      assert.deepEqual(sent(lane, night), [1]);
    });
  });

  describe("while the address fails", () => {
    const failing = (lane: Lane, now: number): number => {
      const batch = lane.take(now);
      if (!batch) return 0;
      lane.failed(batch, now, 1);
      return batch.parcels.length;
    };

    it("is tried again after pauses that double up to the longest, an hour long, and then goes together", () => {
      const lane = laneOf({ mostPerHour: 100 }, order(1));
      const tries: number[] = [];
      for (let now = noon; now < noon + hour; now = lane.nextAt(now) as number) {
        if (now === noon + 5_000) for (const number of [2, 3, 4]) lane.add(parcel(order(number, { at: now })));
        if (failing(lane, now) > 0) tries.push((now - noon) / 1000);
      }
      assert.deepEqual(tries.slice(0, 8), [0, 5, 15, 35, 75, 155, 315, 615]);
      assert.equal(tries.length, 17);
      const back = noon + 2 * hour;
      assert.deepEqual(sent(lane, back), [1]);
      assert.deepEqual([sent(lane, back), sent(lane, back), sent(lane, back)], [[2], [3], [4]]);
    });

    it("waits for no longer than the longest pause where the clock has been set back", () => {
      const lane = laneOf({}, order(1));
      lane.failed(lane.take(noon + 24 * hour) as Batch, noon + 24 * hour, 1);
      assert.equal(lane.take(noon), undefined);
      assert.equal(lane.nextAt(noon), noon + 300_000);
    });

    it("for one message of a program, does not keep the others waiting until it expires", () => {
      const program = { merges: false, mostPerHour: 1000 };
      const lane = laneOf(program, order(1, {}, { severity: "critical" }), order(2), order(3));
      const delivered: number[] = [];
      for (let now = noon; now < noon + hour && lane.size > 1; now = Math.max(now + 1, lane.nextAt(now) ?? 0)) {
        const batch = lane.take(now);
        if (!batch) continue;
        if (numbers(batch)?.[0] === 1) lane.failed(batch, now, 1);
        else delivered.push(...(sentNow(lane, batch) ?? []));
      }
      assert.deepEqual(delivered, [2, 3]);
      assert.equal(lane.size, 1);
    });

    it("is the same message with the same key at every try", () => {
      const lane = laneOf({}, order(1, { bundle: "a" }), order(2, { bundle: "a" }));
      const first = lane.take(noon) as Batch;
      lane.failed(first, noon, 1);
      lane.add(parcel(order(3, { bundle: "a" })));
      const second = lane.take(noon + 5_000) as Batch;
      assert.deepEqual([second.key, numbers(second)], [first.key, [1, 2]]);
    });

    it("expires, and is told as expired once", () => {
      const lane = laneOf({}, order(1, { expires: noon + minute }), order(2));
      const expired: [number, boolean][] = [];
      for (let now = noon; now < noon + hour; now += 10_000) {
        for (const { parcel: old, attempts } of lane.expire(now)) expired.push([old.notification.number, attempts > 1]);
        failing(lane, now);
      }
      assert.deepEqual(expired, [[1, true]]);
      assert.equal(lane.size, 1);
    });
  });

  it("goes on after a crash with the message that was about to be sent, as it was", () => {
    const lane = laneOf({}, order(1), order(2), order(3));
    lane.resume(["m1~leak~k1~2~0", "m1~leak~k1~3~0"]);
    assert.deepEqual([sent(lane, noon), sent(lane, noon)], [[2, 3], [1]]);
  });
});
