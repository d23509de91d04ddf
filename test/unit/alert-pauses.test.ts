import assert from "node:assert/strict";
import { AlertWorld, minute, monday } from "../support/alerts.ts";

const hour = 60 * minute;
const policy = { id: "all", holdSeconds: 60, steps: [{ to: ["anna"] }, { to: ["ben"], afterMinutes: 15 }] };
const config = { recipients: ["anna", "ben"], policies: [policy] };

describe("an alert in a maintenance window", () => {
  const from = new Date(monday).toISOString();
  const to = new Date(monday + hour).toISOString();
  const maintained = { ...config, maintenance: [{ id: "oil-change", from, to, meters: ["press"] }] };

  it("is recorded, and told when the window ends if it still lasts", () => {
    const world = new AlertWorld(maintained);
    world.is();
    assert.equal(world.alerts[1]?.suppressedBy, "oil-change");
    world.later(hour - 1);
    assert.deepEqual(world.said(), ["raised", "suppressed"]);
    world.later(1);
    assert.deepEqual(world.said(), ["escalated", "anna raised"]);
  });

  it("that ends with it is told to nobody", () => {
    const world = new AlertWorld(maintained);
    world.is();
    world.isOver();
    world.later(2 * hour);
    assert.deepEqual(world.said(), ["raised", "suppressed", "cleared"]);
  });

  it("of another meter is told", () => {
    const world = new AlertWorld({ ...maintained, maintenance: [{ id: "other", from, to, meters: ["mill"] }] });
    world.is();
    assert.deepEqual(world.said(), ["raised", "anna raised"]);
  });
});

describe("an alert after an outage of the gateway", () => {
  it("is told once of what was due meanwhile, after the detectors had time to say that it is over", () => {
    const world = new AlertWorld({ ...config, policies: [{ ...policy, repeatMinutes: 5 }] });
    world.is();
    world.said();
    world.down(5 * hour);
    world.later(minute);
    assert.deepEqual(world.said(), ["escalated", "ben escalated"]);
    const over = new AlertWorld(config);
    over.is();
    over.said();
    over.down(5 * hour);
    over.isOver();
    over.later(hour);
    assert.deepEqual(over.said(), ["cleared", "anna cleared"]);
  });

  it("of which everything that was ordered has expired is told once more, not at every start", () => {
    const world = new AlertWorld(config);
    world.is();
    world.later(15 * minute);
    world.said();
    for (let start = 0; start < 3; start++) {
      world.down(48 * hour);
      world.later(minute);
    }
    const told = world.said().filter((one) => one !== "evidence");
    assert.deepEqual(told, ["repeated", "anna repeated", "ben repeated"]);
  });

  it("that was decided long ago rings nobody unless it still lasts after a while", () => {
    const world = new AlertWorld(config);
    world.is({ at: monday - 48 * hour });
    world.is({ active: false, at: monday - 47 * hour });
    world.later(hour);
    assert.deepEqual(world.said(), ["raised", "cleared"]);
    world.is({ at: monday - 46 * hour });
    world.later(10 * minute);
    assert.deepEqual(world.said(), ["raised", "escalated", "anna raised"]);
  });

  it("goes on where the clock has been set back", () => {
    const world = new AlertWorld(config);
    world.now = monday + 1000 * hour;
    world.is();
    world.isOver();
    world.now = monday;
    world.is();
    world.later(20 * minute);
    world.isOver();
    world.later(hour);
    assert.deepEqual(
      world.alerts.map(({ change }) => change),
      ["raised", "escalated", "cleared"],
    );
    const times = world.alerts.map(({ at }) => at);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
  });
});
