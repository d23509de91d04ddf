import assert from "node:assert/strict";
import { AlertWorld, minute, monday } from "../support/alerts.ts";

const hour = 60 * minute;
const policy = { id: "all", holdSeconds: 60, steps: [{ to: ["anna"] }, { to: ["ben"], afterMinutes: 15 }] };
const config = { recipients: ["anna", "ben"], policies: [policy] };
const code = (expected: string) => (error: { code?: string }) => error.code === expected;

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
