import assert from "node:assert/strict";
import type { Condition } from "../../dist/lib/contract/messages.js";
import { conditionText, namesIn } from "../../dist/lib/red/condition-text.js";
import { parseSite } from "../../dist/lib/site/parse-site.js";

const { site } = parseSite({
  version: 1,
  site: { id: "works", timeZone: "Europe/Vienna" },
  buses: [{ id: "b1", name: "Hall 1", transport: "tcp", host: "10.0.0.5" }],
  meters: [
    {
      id: "m1",
      name: "Saw\r\nBcc: all@example.com",
      bus: "b1",
      profile: "eastron-sdm630",
    },
  ],
});
const names = namesIn(site);
const silent: Condition = {
  kind: "condition",
  site: "works",
  meter: "m1",
  rule: "silent",
  active: true,
  severity: "warning",
  at: Date.UTC(2026, 6, 1, 10),
  since: Date.UTC(2026, 6, 1, 9, 30),
  evidence: {},
};

describe("the text of a condition", () => {
  it("calls the meter by its name, and tells times in the site's zone", () => {
    assert.match(
      conditionText(silent, "en-US", names),
      /^Saw Bcc: all@example.com: nothing heard since Jul 1, 2026, 11:30/,
    );
    assert.match(
      conditionText(silent, "de", names),
      /seit 1\. Juli 2026, 11:30 nichts gehört$|seit 1\. Juli 2026 um 11:30 nichts gehört$/,
    );
  });

  it("is one line, whatever a name holds", () => {
    assert.doesNotMatch(conditionText(silent, "en-US", names), /[\r\n]/);
  });

  it("says what is implausible", () => {
    const evidence = { what: "rating", ratedPowerKw: 20 };
    const condition: Condition = { ...silent, rule: "implausible", value: 12_345.6, unit: "kW", evidence };
    assert.match(conditionText(condition, "en-US", names), /12,346 kW is far above what it is rated for \(20 kW\)$/);
    assert.match(conditionText(condition, "de", names), /12\.346 kW liegen weit/);
  });

  it("names a bus, and takes a rule with a name of its own by its kind", () => {
    const { meter: _meter, ...rest } = silent;
    const condition: Condition = { ...rest, bus: "b1", rule: "bus-silent.night", evidence: { count: 3 } };
    assert.match(conditionText(condition, "en-US", names), /^Hall 1: none of its 3 meters/);
  });

  it("names the rule where nobody has written a text for it", () => {
    assert.equal(conditionText({ ...silent, meter: "m9", rule: "own-rule" }, "en-US", names), "m9: own-rule");
  });

  it("names the rule where a condition raised by hand brings none of its facts", () => {
    assert.match(conditionText({ ...silent, rule: "limit", evidence: {} }, "en-US", names), /[^–]: limit$/);
    const implausible = { ...silent, rule: "implausible", evidence: {} };
    assert.match(conditionText(implausible, "en-US", names), /values that cannot be$/);
  });

  it("does not fill in what a fact says", () => {
    const evidence = { what: "negative", quantity: "{value}" };
    const condition: Condition = { ...silent, rule: "implausible", value: -1, unit: "kWh", evidence };
    assert.match(conditionText(condition, "en-US", names), /the register \{value\} shows -1 kWh$/);
  });

  const leak: Condition = {
    ...silent,
    rule: "leak",
    evidence: { lossPerHour: 12.5, lossPerDay: 300, lossUnit: "L", moneyPerDay: 1234.5, currency: "EUR" },
  };

  it("tells money with two decimals where it is known", () => {
    assert.match(conditionText(leak, "en-US", names), /12\.5 L\/h, 300 L a day, 1,234\.50 EUR a day$/);
    assert.match(conditionText(leak, "de", names), /12,5 L\/h, 300 L am Tag, 1\.234,50 EUR am Tag$/);
    const cheap = { ...leak, evidence: { ...leak.evidence, moneyPerDay: 0.6 } };
    assert.match(conditionText(cheap, "en-US", names), /, 0\.60 EUR a day$/);
  });

  it("says nothing of money where the price or the currency is not known", () => {
    for (const unknown of [{ moneyPerDay: undefined }, { currency: undefined }, { moneyPerDay: null }]) {
      const condition: Condition = { ...leak, evidence: { ...leak.evidence, ...unknown } };
      assert.match(conditionText(condition, "en-US", names), /a leak of about 12\.5 L\/h, 300 L a day$/);
    }
  });

  it("names the rule where only its money is known", () => {
    const condition: Condition = { ...leak, evidence: { moneyPerDay: 3, currency: "EUR" } };
    assert.match(conditionText(condition, "en-US", names), /: leak$/);
  });

  it("leaves a fact's own brackets alone", () => {
    const evidence = { ...leak.evidence, lossUnit: "[{lossPerHour}]" };
    assert.match(conditionText({ ...leak, evidence }, "en-US", names), /300 \[\{lossPerHour\}\] a day, 1,234/);
  });
});
