import assert from "node:assert/strict";
import { brokenRules, brokenSteps, type StormEvent, storm } from "../support/alert-storm.ts";
import { StormGateway } from "../support/storm-gateway.ts";

async function weather(events: Iterable<StormEvent>): Promise<StormGateway> {
  const gateway = new StormGateway();
  for (const event of events) await gateway.take(event);
  await gateway.end();
  return gateway;
}

const without = (events: Iterable<StormEvent>, ...kinds: readonly StormEvent["what"][]): StormEvent[] =>
  [...events].filter(({ what }) => !kinds.includes(what));

/** Of two alerts that are due at once either may be written first. */
const sorted = ({ records }: StormGateway): string[] => records.map((record) => JSON.stringify(record)).sort();

/** A restart that takes no time. */
const atOnce = (event: StormEvent): StormEvent => (event.what === "crash" ? { ...event, ms: 0 } : event);

describe("a storm of 10,000 conditions", function () {
  this.timeout(60_000);

  it("raises, tells and clears each alert once, also with restarts and a clock that is set", async () => {
    for (const seed of [1, 2]) {
      const { records } = await weather(storm(seed, 10_000));
      assert.deepEqual(brokenRules(records).slice(0, 5), [], `seed ${seed}`);
      const raised = records.filter((record) => record.kind === "alert" && record.change === "raised").length;
      assert.ok(raised > 500, `only ${raised} alerts`);
    }
  });

  it("tells every step that was due, and no other", async () => {
    for (const seed of [4, 5]) {
      const { records } = await weather(without(storm(seed, 10_000), "crash", "clock"));
      const { plain, broken } = brokenSteps(records);
      assert.deepEqual([...brokenRules(records), ...broken].slice(0, 5), [], `seed ${seed}`);
      assert.ok(plain > 200, `only ${plain} alerts to judge`);
    }
  });

  it("comes to the same journal whether the gateway is killed a hundred times or never", async () => {
    for (const seed of [6, 7]) {
      const events = without(storm(seed, 4000), "clock");
      const killed = events.flatMap((event, index) =>
        index % 40 === 0 ? [event, { after: 0, what: "crash", ms: 0 } as const] : [atOnce(event)],
      );
      const calm = await weather(without(events, "crash"));
      const restarted = await weather(killed.map(atOnce));
      assert.deepEqual(sorted(restarted), sorted(calm), `seed ${seed}`);
    }
  });
});
