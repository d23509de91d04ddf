import assert from "node:assert/strict";
import { AlertWorld, minute, monday } from "../support/alerts.ts";

const hour = 60 * minute;
const policy = { id: "all", holdSeconds: 60, steps: [{ to: ["anna"] }, { to: ["ben"], afterMinutes: 15 }] };
const config = { recipients: ["anna", "ben"], policies: [policy] };

describe("an alert", () => {
  it("is raised and told once however often its condition is sent", () => {
    const world = new AlertWorld(config);
    world.is();
    world.is();
    assert.deepEqual(world.said(), ["raised", "anna raised"]);
  });

  it("is cleared only when the condition has stayed away, and whoever was told hears of it", () => {
    const world = new AlertWorld(config);
    world.is();
    world.later(20 * minute);
    world.isOver();
    assert.deepEqual(world.said(), ["raised", "anna raised", "escalated", "ben escalated"]);
    world.later(minute);
    assert.equal(world.alerts[0]?.cleared, monday + 20 * minute);
    assert.equal(world.alerts[0]?.condition.active, false);
    assert.deepEqual(world.said(), ["cleared", "anna cleared", "ben cleared"]);
    assert.equal(JSON.stringify(world.state).length < 80, true);
  });

  it("that comes back within the hold is the same one", () => {
    const world = new AlertWorld(config);
    for (let flap = 0; flap < 50; flap++) {
      world.is();
      world.isOver();
      world.later(5000);
    }
    world.later(minute);
    assert.deepEqual(world.said(), ["raised", "anna raised", "cleared", "anna cleared"]);
  });

  it("that comes back later is another, with an id of its own even within the same millisecond", () => {
    const world = new AlertWorld({ ...config, policies: [{ ...policy, holdSeconds: 0 }] });
    for (let episode = 0; episode < 3; episode++) {
      world.is();
      world.isOver();
    }
    const ids = world.alerts.filter(({ change }) => change === "raised").map(({ id }) => id);
    assert.equal(new Set(ids).size, 3);
    assert.deepEqual(
      world.alerts.map(({ version }) => version),
      [1, 2, 3, 4, 5, 6],
    );
  });

  it("is not raised where its condition ends within the delay", () => {
    const world = new AlertWorld({ ...config, policies: [{ ...policy, delaySeconds: 120 }] });
    world.is();
    world.later(minute);
    world.isOver();
    world.later(hour);
    assert.deepEqual(world.said(), []);
    world.is();
    world.later(2 * minute);
    assert.deepEqual(world.said(), ["raised", "anna raised"]);
  });

  it("escalates and repeats until somebody acknowledges it", () => {
    const world = new AlertWorld({ ...config, policies: [{ ...policy, repeatMinutes: 60 }] });
    world.is();
    world.later(15 * minute);
    world.later(hour);
    assert.deepEqual(world.said(), [
      "raised",
      "anna raised",
      "escalated",
      "ben escalated",
      "repeated",
      "anna repeated",
      "ben repeated",
    ]);
    world.do("acknowledge", { note: "on my way" });
    world.later(23 * hour);
    assert.deepEqual(world.alerts[0]?.acknowledged, { by: "anna", at: monday + 75 * minute, note: "on my way" });
    assert.deepEqual(world.said(), ["acknowledged"]);
  });

  it("that gets worse is told again from the first step on; acknowledged, only that it is worse", () => {
    const world = new AlertWorld(config);
    world.is();
    world.later(15 * minute);
    world.said();
    world.is({ severity: "critical" });
    world.later(15 * minute);
    assert.deepEqual(world.said(), ["severity", "anna severity", "escalated", "ben escalated"]);
    const other = new AlertWorld(config);
    other.is();
    other.do("acknowledge");
    other.said();
    other.is({ severity: "critical" });
    other.later(hour);
    assert.deepEqual(other.said(), ["severity", "anna severity"]);
  });

  it("that has become better ends by the ways that its worst was told by", () => {
    const world = new AlertWorld(config);
    world.is({ severity: "critical" });
    world.later(minute);
    world.is({ severity: "warning" });
    world.isOver();
    world.later(minute);
    assert.deepEqual(
      world.orders.map(({ reason, severity }) => `${reason} ${severity}`),
      ["raised critical", "cleared critical"],
    );
  });

  it("whose severity goes to and fro is told once", () => {
    const world = new AlertWorld(config);
    world.is();
    world.is({ severity: "critical" });
    world.said();
    for (let n = 0; n < 3; n++) {
      world.is({ severity: "warning" });
      world.later(1000);
      world.is({ severity: "critical" });
    }
    assert.ok(world.said().every((said) => said === "severity"));
  });

  it("that stays open is written down every day, for journals that forget", () => {
    const world = new AlertWorld(config);
    world.is();
    world.do("acknowledge");
    world.said();
    world.later(72 * hour);
    assert.deepEqual(world.said(), ["evidence", "evidence", "evidence"]);
    world.isOver();
    world.later(72 * hour);
    assert.deepEqual(world.said(), ["cleared", "anna cleared"]);
  });

  it("has new evidence written down, but not every second", () => {
    const world = new AlertWorld(config);
    world.is();
    world.said();
    for (let second = 0; second < 120; second++) {
      world.later(1000);
      world.is({ value: second });
    }
    assert.deepEqual(world.said(), ["evidence", "evidence"]);
  });

  it("has the detector's last word written down, though it came soon after the one before", () => {
    const world = new AlertWorld(config);
    world.is({ value: 1 });
    world.later(1000);
    world.is({ value: 2 });
    world.said();
    world.later(58_000);
    assert.deepEqual(world.said(), []);
    world.later(1000);
    assert.deepEqual(world.said(), ["evidence"]);
    world.later(120_000);
    assert.deepEqual(world.said(), []);
  });

  it("that nobody ever heard of begins with nothing: an end alone is no alert", () => {
    const world = new AlertWorld(config);
    world.isOver();
    world.later(hour);
    assert.deepEqual(world.said(), []);
  });
});
