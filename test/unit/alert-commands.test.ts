import assert from "node:assert/strict";
import { AlertWorld, minute, monday } from "../support/alerts.ts";

const hour = 60 * minute;
const policy = { id: "all", holdSeconds: 60, steps: [{ to: ["anna"] }, { to: ["ben"], afterMinutes: 15 }] };
const config = { recipients: ["anna", "ben"], policies: [policy] };
const code = (expected: string) => (error: { code?: string }) => error.code === expected;

describe("what people do about an alert", () => {
  it("is refused for one that is over or never was", () => {
    const world = new AlertWorld(config);
    assert.throws(() => world.do("acknowledge", { alert: "press~limit~zzz" }), code("API_NOT_FOUND"));
    world.is();
    world.isOver();
    world.later(hour);
    assert.throws(() => world.do("acknowledge"), code("ALERT_CLEARED"));
  });

  it("clearing ends an alert of which no detector speaks any more, and says who did it", () => {
    const world = new AlertWorld(config);
    world.is();
    world.said();
    world.do("clear", { note: "meter removed" });
    assert.deepEqual(world.alerts[0]?.acknowledged, { by: "anna", at: monday, note: "meter removed" });
    assert.deepEqual(world.said(), ["cleared", "anna cleared"]);
    assert.equal(world.state.open, undefined);
  });

  it("twice is once", () => {
    const world = new AlertWorld(config);
    world.is();
    world.do("acknowledge");
    world.do("acknowledge");
    assert.deepEqual(world.said(), ["raised", "anna raised", "acknowledged"]);
  });

  it("shelving keeps it silent until its end; what still lasts is told then", () => {
    const world = new AlertWorld(config);
    world.is();
    world.do("shelve", { until: monday + 2 * hour });
    world.later(2 * hour - 1);
    assert.deepEqual(world.said(), ["raised", "anna raised", "shelved"]);
    world.later(1);
    assert.deepEqual(world.said(), ["unshelved", "anna repeated"]);
    assert.throws(() => world.do("shelve", { until: world.now }), code("MESSAGE_INVALID"));
  });

  it("shelving holds for what comes and goes meanwhile, too", () => {
    const world = new AlertWorld(config);
    world.is();
    world.do("shelve", { until: monday + 8 * hour });
    world.said();
    for (let flap = 0; flap < 3; flap++) {
      world.later(hour);
      world.isOver();
      world.later(hour);
      world.is();
    }
    assert.deepEqual(world.said(), ["cleared", "raised", "cleared", "raised", "cleared", "raised"]);
    world.later(2 * hour);
    assert.deepEqual(world.said(), ["unshelved", "anna raised"]);
    world.isOver();
    world.later(hour);
    world.said();
    world.is();
    assert.deepEqual(world.said(), ["raised", "anna raised"]);
  });

  it("taking it off the shelf ends that at once, and what has been acknowledged stays silent", () => {
    const world = new AlertWorld(config);
    world.is();
    world.do("shelve", { until: monday + 2 * hour });
    world.do("acknowledge");
    world.said();
    world.do("unshelve");
    world.later(4 * hour);
    assert.deepEqual(world.said(), ["unshelved"]);
  });
});
