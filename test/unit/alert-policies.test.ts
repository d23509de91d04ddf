import assert from "node:assert/strict";
import { alertConfigOf } from "../../dist/lib/alert/alert-config.js";
import type { Condition } from "../../dist/lib/contract/messages.js";
import { parseSite } from "../../dist/lib/site/parse-site.js";
import { AlertWorld, minute, monday } from "../support/alerts.ts";

const hour = 60 * minute;
const plant = (alerting: object) =>
  parseSite({
    version: 1,
    site: { id: "works", timeZone: "Europe/Vienna", calendar: "day" },
    calendars: [
      {
        id: "day",
        shifts: [{ name: "day", from: "06:00", to: "14:00" }],
        holidays: ["2026-01-06"],
      },
    ],
    departments: [{ id: "hall" }],
    machines: [{ id: "pump", department: "hall" }],
    buses: [{ id: "line", host: "127.0.0.1" }],
    meters: [
      { id: "press", bus: "line", profile: "wago-879-30xx", unitId: 1, machine: "pump" },
      { id: "mill", bus: "line", profile: "wago-879-30xx", unitId: 2 },
    ],
    recipients: [
      { id: "anna", channels: [{ mail: "anna@example.com" }] },
      { id: "ben", channels: [{ mail: "ben@example.com" }] },
    ],
    alerting,
  });
const worldOf = (policy: object) => {
  const { site, problems } = plant({ policies: [{ id: "p", ...policy }] });
  assert.deepEqual(problems, []);
  return new AlertWorld(alertConfigOf(site));
};
const toldBy = (policy: object, more: Partial<Condition> = {}): string[] => {
  const world = worldOf(policy);
  world.is(more);
  return world.orders.map(({ recipient }) => recipient);
};

describe("a policy", () => {
  const steps = [{ to: ["ben"] }];

  it("holds for its rules, severities and places only; else everybody is told", () => {
    assert.deepEqual(toldBy({ steps, rules: ["limit"] }), ["ben"]);
    assert.deepEqual(toldBy({ steps, rules: ["limit"] }, { rule: "limit.voltage" }), ["ben"]);
    assert.deepEqual(toldBy({ steps, rules: ["limit.voltage"] }), ["anna", "ben"]);
    assert.deepEqual(toldBy({ steps, severities: ["critical"] }), ["anna", "ben"]);
    assert.deepEqual(toldBy({ steps, meters: ["mill"] }), ["anna", "ben"]);
    for (const places of [
      { machines: ["pump"] },
      { departments: ["hall"] },
      { buses: ["line"] },
      { meters: ["press"] },
    ]) {
      assert.deepEqual(toldBy({ steps, ...places }), ["ben"]);
    }
    assert.deepEqual(toldBy({ steps, departments: ["hall"] }, { meter: "mill" }), ["anna", "ben"]);
  });

  it("without steps records and tells nobody", () => {
    assert.deepEqual(toldBy({ steps: [] }), []);
  });

  it("gathers a digest for the next such time of the site's clock", () => {
    const world = worldOf({ steps, digest: "07:00" });
    world.is();
    const [order] = world.orders;
    assert.equal(order?.due, Date.UTC(2026, 0, 6, 6));
    assert.equal(order?.bundle, "digest.p");
    assert.equal(order?.expires, Date.UTC(2026, 0, 7, 6));
  });

  it("sends a group at the end of its stretch of the clock, all of it together", () => {
    const world = worldOf({ steps, groupSeconds: 600, groupBy: "department" });
    world.later(minute);
    world.is();
    const [order] = world.orders;
    assert.deepEqual([order?.due, order?.bundle], [monday + 10 * minute, "group.p.hall"]);
  });

  it("for working hours waits for the next shift, over a holiday and as one message", () => {
    const world = worldOf({ steps, when: "working" });
    world.later(2 * hour);
    world.is();
    assert.equal(world.orders[0]?.due, world.now);
    world.do("acknowledge");
    const late = worldOf({ steps, when: "working" });
    late.later(8 * hour);
    late.is();
    assert.deepEqual([late.orders[0]?.due, late.orders[0]?.bundle], [Date.UTC(2026, 0, 7, 5), "shift.p"]);
  });

  it("says which channels a step takes, and a repeat takes them again", () => {
    const world = worldOf({
      steps: [
        { to: ["ben"], channels: ["sms"] },
        { to: ["ben"], channels: ["mail"], afterMinutes: 5 },
      ],
      repeatMinutes: 10,
    });
    world.is();
    world.later(15 * minute);
    assert.deepEqual(
      world.orders.map(({ reason, channels }) => `${reason} ${channels}`),
      ["raised sms", "escalated mail", "repeated sms,mail"],
    );
  });

  it("of notices is a digest where the plant says nothing, and their end is not told", () => {
    const { site } = plant({});
    const world = new AlertWorld(alertConfigOf(site));
    world.is({ severity: "notice" });
    assert.deepEqual(new Set(world.orders.map(({ bundle }) => bundle)), new Set(["digest.usual-notice"]));
    world.isOver();
    world.later(hour);
    assert.deepEqual(world.said(), ["raised", "anna raised", "ben raised", "cleared"]);
  });
});

describe("alerting in a site model", () => {
  it("leaves out what is wrong and says where", () => {
    const steps = [{ to: ["anna"] }];
    const { site, problems } = plant({
      policies: [
        { id: "good", steps },
        { id: "stranger", steps: [{ to: ["anna"] }, { to: ["anna", "zoe"] }] },
        { id: "nowhere", steps, machines: ["lathe"] },
        { id: "both", steps, digest: "07:00", groupSeconds: 60 },
        { id: "typo", steps, repeatMinute: 5 },
      ],
      maintenance: [
        { id: "good", from: "2026-01-05T12:00", to: "2026-01-05T13:00Z" },
        { id: "backwards", from: "2026-01-05", to: "2026-01-04" },
        { id: "never", from: "tomorrow morning", to: "2026-01-04" },
      ],
    });
    assert.deepEqual(
      site.alerting.policies.map(({ id }) => id),
      ["good"],
    );
    const [window] = site.alerting.maintenance;
    assert.deepEqual([window?.from, window?.to], [Date.UTC(2026, 0, 5, 11), Date.UTC(2026, 0, 5, 13)]);
    assert.deepEqual(
      problems.map(({ params }) => params.place),
      [
        "alerting/policies/1/steps/1/to/1",
        "alerting/policies/2/machines/0",
        "alerting/policies/3/digest",
        "alerting/policies/4",
        "alerting/maintenance/1/to",
        "alerting/maintenance/2/from",
      ],
    );
  });
});
