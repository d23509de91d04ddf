import assert from "node:assert/strict";
import { activeFaults, faultChanges, nextFaultChange } from "../../dist/lib/simulate/faults/fault-changes.js";
import { parseScenario } from "../../dist/lib/simulate/faults/scenario.js";
import { faultsOf, faultySite, start } from "../support/simulated.ts";

const minute = 60_000;

describe("a scenario", () => {
  it("strikes one meter, or every meter of a bus", () => {
    const faults = faultsOf([
      { meter: "saw", fault: "silence" },
      { bus: "line", fault: "slow", delayMs: 300 },
    ]);
    assert.deepEqual(
      faults.map(({ meter, fault }) => `${meter} ${fault}`),
      ["saw silence", "main slow", "press slow", "saw slow"],
    );
  });

  it("begins with the simulator and lasts for good where nothing else is said", () => {
    const [fault] = faultsOf([{ meter: "saw", fault: "silence" }]);
    assert.deepEqual(fault?.schedule, { from: start, until: Number.POSITIVE_INFINITY });
  });

  it("sends zeros for one reading of its meter", () => {
    const [fault] = faultsOf([{ meter: "press", fault: "zero-read", from: "PT1M" }]);
    assert.deepEqual(fault?.schedule, { from: start + minute, until: start + minute + 10_000 });
  });

  const wrong: readonly (readonly [string, unknown, RegExp, string])[] = [
    ["is an object", [], /must be object/, ""],
    ["has faults", {}, /lacks the property "faults"/, ""],
    ["knows no other properties", { faults: [], fault: 1 }, /unknown property "fault"/, ""],
    ["knows its faults", [{ meter: "saw", fault: "fire" }], /must be one of silence/, "faults/0/fault"],
    ["names whom it strikes", [{ fault: "silence" }], /one of "meter", "bus"/, "faults/0"],
    ["strikes a meter or a bus", [{ meter: "saw", bus: "line", fault: "silence" }], /one of "meter"/, "faults/0"],
    ["strikes what there is", [{ meter: "axe", fault: "silence" }], /no simulated meter "axe"/, "faults/0/meter"],
    ["leaves real meters alone", [{ meter: "elsewhere", fault: "silence" }], /no simulated/, "faults/0/meter"],
    ["leaves real buses alone", [{ bus: "real", fault: "silence" }], /no simulated bus "real"/, "faults/0/bus"],
    ["needs its facts", [{ meter: "saw", fault: "leak" }], /lacks the property "powerKw"/, "faults/0"],
    ["takes no others'", [{ meter: "saw", fault: "silence", powerKw: 3 }], /unknown property "powerKw"/, "faults/0"],
    ["bounds its facts", [{ meter: "saw", fault: "exception", code: 700 }], /<= 255/, "faults/0/code"],
    [
      "knows quantities",
      [{ meter: "saw", fault: "stuck", quantities: ["heat"] }],
      /no quantity/,
      "faults/0/quantities",
    ],
    ["says when", [{ meter: "saw", fault: "silence", from: "soon" }], /"soon" is no time/, "faults/0/from"],
    ["says for how long", [{ meter: "saw", fault: "silence", for: "long" }], /is no length/, "faults/0/for"],
    ["ends after it begins", [{ meter: "saw", fault: "silence", from: 9, until: 8 }], /before it/, "faults/0/until"],
    ["ends once", [{ meter: "saw", fault: "silence", for: 9, until: 8 }], /not have both/, "faults/0"],
    ["repeats when it is over", [{ meter: "saw", fault: "silence", for: 20, every: 20 }], /longer/, "faults/0/every"],
    ["repeats only what ends", [{ meter: "saw", fault: "silence", every: 20 }], /longer than/, "faults/0/every"],
    ["repeats at a bearable pace", [{ meter: "saw", fault: "silence", for: 1, every: 2 }], /ten sec/, "faults/0/every"],
    ["swaps a meter once", [{ meter: "saw", fault: "swap", every: 20 }], /unknown property "every"/, "faults/0"],
    ["has no CRC on TCP", [{ meter: "pump", fault: "broken-crc" }], /transport "tcp"/, "faults/0/fault"],
    ["cuts no serial line", [{ meter: "saw", fault: "cut-connection" }], /transport "rtu"/, "faults/0/fault"],
  ];
  for (const [name, raw, detail, place] of wrong) {
    it(`${name}, or says where not`, () => {
      const scenario = Array.isArray(raw) && raw.length > 0 ? { faults: raw } : raw;
      assert.throws(
        () => parseScenario(scenario, faultySite(), start),
        (error: { code: string; params: { place: string; detail: string } }) => {
          assert.equal(error.code, "SCENARIO_INVALID");
          assert.equal(error.params.place, place);
          assert.match(error.params.detail, detail);
          return true;
        },
      );
    });
  }
});

describe("what is truly played", () => {
  const faults = faultsOf([
    { meter: "saw", fault: "silence", from: "PT1M", for: "PT30S", every: "PT2M" },
    { meter: "press", fault: "leak", from: "-PT1H", powerKw: 5 },
    { meter: "press", fault: "swap", from: "PT2M", registers: { active_energy_import: 12 } },
  ]);
  const told = (after: number, until: number): string[] =>
    faultChanges(faults, start + after, start + until).map(
      ({ at, meter, fault, active }) => `${(at - start) / 1000} ${meter} ${fault} ${active ? "begins" : "ends"}`,
    );

  it("is told in its order, each once however often one asks", () => {
    const whole = ["60 saw silence begins", "90 saw silence ends", "120 press swap begins", "180 saw silence begins"];
    assert.deepEqual(told(0, 3 * minute), whole);
    const bySecond = Array.from({ length: 180 }, (_, second) => told(second * 1000, (second + 1) * 1000)).flat();
    assert.deepEqual(bySecond, whole);
  });

  it("says with what facts", () => {
    const [change] = faultChanges(faults, start + 100_000, start + 121_000);
    assert.deepEqual(change?.facts, { serialNumber: 10_000_001, registers: { active_energy_import: 12 } });
  });

  it("knows what is so already, and when the next comes", () => {
    assert.deepEqual(
      activeFaults(faults, start).map(({ meter, at, active }) => [meter, at, active]),
      [["press", start - 60 * minute, true]],
    );
    assert.equal(nextFaultChange(faults, start), start + minute);
    assert.equal(nextFaultChange([], start), Number.POSITIVE_INFINITY);
  });
});
