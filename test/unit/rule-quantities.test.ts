import assert from "node:assert/strict";
import { parseDriftConfig } from "../../dist/lib/baseline/drift-config.js";
import { parseLoadConfig } from "../../dist/lib/load/load-config.js";
import { ruleQuantities } from "../../dist/lib/load/rule-quantity.js";
import { errorText } from "../../dist/lib/red/text.js";
import { parseSite } from "../../dist/lib/site/parse-site.js";

const limit = (quantity: string, more: object = { above: 1 }) => ({ rule: "limit", quantity, ...more });
const continuous = (quantity: string) => ({ rule: "continuous-load", quantity, above: 1, hours: 1 });
const baseline = (more: object) => ({ rule: "baseline", id: "use", meter: "main", ...more });

const wrong: readonly [rule: object, place: string, detail: string][] = [
  [limit("voltagge"), "quantity", 'there is no quantity "voltagge"; near ones: voltage, voltage_l1, voltage_l2'],
  [limit("xyz"), "quantity", 'there is no quantity "xyz"'],
  [limit("current", { above: 10, below: 10 }), "above", "must be greater than below"],
  [limit("current", { above: 5, below: 10 }), "above", "must be greater than below"],
  [continuous("gas_flo"), "quantity", 'there is no quantity "gas_flo"; near ones: gas_flow, water_flow, gas_volume'],
  [
    baseline({ quantity: "gas_volumes" }),
    "quantity",
    'there is no quantity "gas_volumes"; near ones: gas_volume, water_volume',
  ],
  [baseline({ quantity: "active_power" }), "quantity", '"active_power" is not counted'],
  [{ rule: "drift", quantity: "water_flow" }, "quantity", '"water_flow" is not counted'],
];
const right: readonly object[] = [
  ...ruleQuantities.map(({ name }) => limit(name)),
  limit("voltage_l2"),
  limit("active_energy_import"),
  limit("current", { above: 10, below: 9.9 }),
  limit("voltage", { below: 200 }),
  continuous("gas_flow"),
  baseline({ quantity: "gas_volume", production: [{ meter: "counter", quantity: "pieces" }] }),
  { rule: "drift", quantity: "water_volume" },
];

/** In the order of the rules: what the site model says of each. */
function problemsOf(rules: readonly object[]) {
  const meters = [{ id: "main", bus: "hall", profile: "x", unitId: 1 }];
  const { problems } = parseSite({
    version: 1,
    site: { id: "works", timeZone: "UTC" },
    buses: [{ id: "hall", host: "127.0.0.1" }],
    meters,
    rules,
  });
  return problems;
}

/** As a node's own dialog is read. */
const parsed = (rule: object) =>
  "id" in rule || (rule as { rule: string }).rule === "drift"
    ? parseDriftConfig({ rules: [rule] })
    : parseLoadConfig({ rules: [rule] });

describe("the quantity of a rule", () => {
  for (const [rule, place, detail] of wrong) {
    it(`is refused in the site model and in a dialog: ${JSON.stringify(rule)}`, () => {
      const [problem = assert.fail()] = problemsOf([rule]);
      assert.deepEqual(
        [problem.code, problem.params.place, problem.params.detail],
        ["SITE_ITEM_INVALID", `rules/0/${place}`, detail],
      );
      assert.throws(() => parsed(rule), { code: "CONFIG_INVALID", params: { place, detail } });
      assert.doesNotMatch(errorText(problem, "de"), /there is|must be|is not/);
    });
  }

  it("may be all that can be measured, and what is made of it", () => {
    assert.deepEqual(problemsOf(right), []);
    for (const rule of right) assert.doesNotThrow(() => parsed(rule));
  });
});
