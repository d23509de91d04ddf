import assert from "node:assert/strict";
import type { Condition } from "../../dist/lib/contract/messages.js";
import { loadConfigOf } from "../../dist/lib/load/load-config.js";
import { loadMonitor } from "../../dist/lib/load/load-monitor.js";
import { sortedRules } from "../../dist/lib/load/load-rules.js";
import { parseSite } from "../../dist/lib/site/parse-site.js";
import { powers } from "../support/load-watch.ts";

const hour = 3_600_000;
const monday = Date.UTC(2026, 0, 5);
const meter = (id: string, unitId: number, more: object) => ({
  id,
  bus: "hall",
  unitId,
  profile: "wago-879-30xx",
  ...more,
});

const model = (rules: object[]) => {
  const { site, problems } = parseSite({
    version: 1,
    site: { id: "works", timeZone: "UTC", currency: "EUR", calendar: "two" },
    calendars: [{ id: "two", shifts: [{ name: "early", from: "06:00", to: "14:00" }] }],
    buses: [{ id: "hall", host: "127.0.0.1" }],
    departments: [{ id: "turning" }],
    machines: [{ id: "lathe", department: "turning" }],
    costCentres: [{ id: "4711" }, { id: "4712" }],
    allocations: [{ department: "turning", shares: { "4711": 75, "4712": 25 } }],
    meters: [meter("main", 1, { role: "main" }), meter("m-lathe", 2, { machine: "lathe", parent: "main" })],
    rules,
  });
  assert.deepEqual(problems, []);
  return loadConfigOf(site, sortedRules(site.rules));
};

/** What is told of a meter of the site. */
function told(rules: object[], id: string, readings: ReturnType<typeof powers>): Condition[] {
  const config = model(rules);
  let state = loadMonitor.initialState(config, `works/${id}`);
  return readings.flatMap((reading) => {
    const message = { ...reading, meter: id };
    const result = loadMonitor.step(config, state, { type: "message", message }, message.at);
    state = result.state;
    return result.outputs.map(({ payload }) => payload as Condition);
  });
}

const set = { rule: "idle", machine: "lathe", offBelowKw: 0.5, runningAboveKw: 4, pricePerUnit: 0.2 };

describe("the load monitor of a site", () => {
  it("divides what a machine used idling among the cost centres of its department", () => {
    const idling = powers(monday + 5 * hour, monday + 15 * hour, 60, () => 2);
    const early = told([set], "m-lathe", idling).filter(
      ({ rule, evidence }) => rule === "idle-use" && evidence.shift === "early",
    );
    assert.deepEqual(
      early.map(({ machine, value, evidence: { costCentre, sharePercent, money } }) => [
        machine,
        costCentre,
        sharePercent,
        value,
        money,
      ]),
      [
        ["lathe", "4711", 75, 12, 2.4],
        ["lathe", "4712", 25, 4, 0.8],
      ],
    );
  });

  it("warns of a machine that idles before the shift", () => {
    const idling = powers(monday + 4 * hour, monday + 5 * hour, 60, () => 2);
    const [idle] = told([set], "m-lathe", idling).filter(({ rule }) => rule === "idle");
    assert.deepEqual([idle?.severity, idle?.evidence.offShift], ["warning", true]);
  });

  it("watches peaks and supply at main meters, and at others where a rule names them", () => {
    const peak = { rule: "peak-forming", limitKw: 100 };
    const high = powers(monday, monday + hour / 4, 10, () => 150);
    const rules = (id: string, entries: object[]) => new Set(told(entries, id, high).map(({ rule }) => rule));
    assert.ok(rules("main", [peak]).has("peak-forming"));
    assert.ok(!rules("m-lathe", [peak]).has("peak-forming"));
    assert.ok(rules("m-lathe", [{ ...peak, machine: "lathe", id: "heating" }]).has("peak-forming.heating"));
  });

  it("takes what is closest to a meter: its own rule over its machine's over the general one", () => {
    const limit = { rule: "idle", offBelowKw: 0.5, idleMinutes: 10 };
    const rules = [{ ...limit, meter: "m-lathe", runningAboveKw: 1 }, set, { ...limit, runningAboveKw: 9 }];
    const [state] = told(
      rules,
      "m-lathe",
      powers(monday, monday + hour, 60, () => 2),
    );
    assert.equal(state?.evidence.state, "running");
  });
});
