import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const textsOf = (language: string): Record<string, string> =>
  JSON.parse(readFileSync(join(root, "locales", language, "messages.json"), "utf8")).conditions;

/** Where the evidence of a kind of rule is made. */
const leaks = ["leak/leak-told", "leak/leak-sign"];
const money = ["baseline/cost-per-day"];
const nights = ["baseline/drift-told", ...money];
const limits = ["load/limits"];
const madeIn: Readonly<Record<string, readonly string[]>> = {
  anomaly: ["load/anomaly"],
  "baseline-exceeded": ["baseline/baseline-told", ...money],
  "bus-silent": ["watchdog/watchdog"],
  burst: [...leaks, "leak/burst"],
  "clock-off": ["watchdog/symptoms"],
  "continuous-flow": [...leaks, "leak/lasting-flow"],
  "continuous-load": ["load/continuous-load"],
  drift: nights,
  "flow-step": [...leaks, "leak/flow-step"],
  "flow-while-off": [...leaks, "leak/off-shift"],
  frozen: ["watchdog/symptoms"],
  idle: ["load/idle", "load/idle-money"],
  implausible: ["watchdog/symptoms"],
  leak: [...leaks, "leak/lasting-flow"],
  limit: limits,
  "meter-changed": ["watchdog/watchdog"],
  "peak-forming": ["load/peak-forming"],
  "register-frozen": ["watchdog/symptoms"],
  saving: nights,
  seasonal: nights,
  silent: ["watchdog/watchdog"],
  spike: ["load/spike"],
  stale: ["watchdog/symptoms"],
  "supply-frequency": limits,
  "supply-frequency-extreme": limits,
  "supply-unbalance": limits,
  "supply-voltage": limits,
  "supply-voltage-extreme": limits,
};
/** What every condition has. */
const head = ["meter", "since", "rule"];

const factsOf = (text: string): string[] => [...text.matchAll(/\{(?:\w+:)?(\w+)\}/g)].map(([, name = ""]) => name);

describe("the facts in the text of a condition", () => {
  for (const [rule, text] of Object.entries(textsOf("en-US"))) {
    const asked = factsOf(text).filter((name) => !head.includes(name));
    it(`are among those that its rule has: ${rule}`, () => {
      const files = rule === "other" ? [] : (madeIn[rule.replace(/\..*/, "")] ?? assert.fail("made nowhere"));
      const code = files.map((file) => readFileSync(join(root, `lib/${file}.ts`), "utf8")).join("\n");
      // `name: value`, or the value of that name.
      for (const name of asked) assert.match(code, new RegExp(`[{,(\\s]${name}(:|,| \\})`), name);
    });
  }

  it("are the same in every language, and so are those that may be left out", () => {
    const shape = (text: string) => [
      factsOf(text).sort(),
      [...text.matchAll(/\[([^\]]*)\]/g)].map(([, part = ""]) => factsOf(part).sort()),
    ];
    const shapes = (language: string) =>
      Object.fromEntries(Object.entries(textsOf(language)).map(([rule, text]) => [rule, shape(text)]));
    assert.deepEqual(shapes("de"), shapes("en-US"));
  });
});
