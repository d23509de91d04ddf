import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseOrder } from "../../dist/lib/commissioning/order.js";
import { type CheckReport, checkAdvice, checkRules, type Finding } from "../../dist/lib/contract/check-report.js";
import { withTexts } from "../../dist/lib/red/check-text.js";

const languages = ["en-US", "de"] as const;
const catalogue = (language: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../locales/${language}/commissioning.json`), "utf8"));
const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string).sort();

const report = (finding: Omit<Finding, "evidence">): CheckReport => ({
  kind: "check",
  site: "works",
  meter: "m1",
  profile: "p",
  from: 0,
  to: 1,
  verdict: "fail",
  findings: [{ ...finding, evidence: [] }],
});
const textOf = (finding: Omit<Finding, "evidence">, language: "en-US" | "de"): string | undefined =>
  withTexts(report(finding), language).findings[0]?.text;

describe("the texts of a check report", () => {
  it("exist for every rule and every advice in every language, and no others", () => {
    for (const language of languages) {
      const { rules, advice, verdicts } = catalogue(language);
      assert.deepEqual(Object.keys(rules).sort(), [...checkRules].sort());
      assert.deepEqual(Object.keys(advice).sort(), [...checkAdvice].sort());
      assert.deepEqual(Object.keys(verdicts).sort(), ["doubtful", "fail", "not-checked", "pass"]);
    }
  });

  it("say the same values in every language", () => {
    const [english, german] = languages.map((language) => catalogue(language).advice);
    for (const code of checkAdvice) assert.deepEqual(holes(german[code]), holes(english[code]), code);
  });

  it("name what to do with numbers as people write them", () => {
    const params = { times: 1.7321, phase: "L1" };
    const finding = { rule: "power", verdict: "fail", advice: "power-ratio", params } as const;
    assert.match(textOf(finding, "en-US") ?? "", /^Power of L1 is 1\.73 times/);
    assert.match(textOf(finding, "de") ?? "", /^Die Leistung von L1 ist das 1,73-Fache/);
  });

  it("say of a rule that is fulfilled that it is", () => {
    const finding = { rule: "voltage", verdict: "pass", params: {} } as const;
    assert.equal(textOf(finding, "en-US"), "Every phase has its voltage.");
  });
});

describe("the order of a check", () => {
  it("looks for 20 s where nobody says how long", () => {
    assert.deepEqual(parseOrder({}), { seconds: 20, facts: {} });
    assert.deepEqual(parseOrder({ seconds: 60, generator: false, nominalVolts: 120 }), {
      seconds: 60,
      facts: { generator: false, nominalVolts: 120 },
    });
  });

  for (const [name, raw] of [
    ["shorter than ten seconds", { seconds: 9 }],
    ["longer than ten minutes", { seconds: 601 }],
    ["with a word for a number", { nominalVolts: "high" }],
    ["with what nobody knows", { phases: 3 }],
  ] as const) {
    it(`is refused ${name}`, () => {
      assert.throws(() => parseOrder(raw), { code: "MESSAGE_INVALID" });
    });
  }
});
