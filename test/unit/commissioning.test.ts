import assert from "node:assert/strict";
import type { Profile } from "../../dist/lib/acquire/profile.js";
import { check } from "../../dist/lib/commissioning/check.js";
import type { Facts } from "../../dist/lib/commissioning/rule.js";
import { otherWordOrder } from "../../dist/lib/commissioning/word-order.js";
import type { CheckReport, Finding } from "../../dist/lib/contract/check-report.js";
import { checkReportSchema } from "../../dist/lib/contract/schemas.js";
import { validatorOf } from "../../dist/lib/contract/validate.js";
import { profileFor } from "../../dist/lib/io/profiles.js";
import { calibrated } from "../../dist/lib/metering/calibration.js";
import { withTexts } from "../../dist/lib/red/check-text.js";
import { chance } from "../../dist/lib/simulate/chance.js";
import {
  type Installation,
  type Miswiring,
  type PhaseLoad,
  readBy,
  readingsOf,
  shownBy,
} from "../support/installation.ts";

/** Floats with everything by phase; integers without a power factor and reactive power by phase; integers, low word first. */
const profiles = ["eastron-sdm630", "schneider-iem3000", "carlo-gavazzi-em340", "wago-879-30xx"].map((id) =>
  profileFor(id, "m1"),
);

/** A drive of 100 kW or so. */
const machine: Installation = {
  volts: [231, 229.5, 230.4],
  hertz: 50,
  loads: [
    { amperes: 160, angle: 24 },
    { amperes: 152, angle: 26 },
    { amperes: 157, angle: 22 },
  ],
  counted: { into: 5000, out: 12 },
};

const examine = (
  profile: Profile,
  wrong: Miswiring = {},
  { facts = {}, installation = machine }: { facts?: Partial<Facts>; installation?: Installation } = {},
): CheckReport =>
  check({ readings: readingsOf(profile, installation, wrong) }, profile, { ratedPowerKw: 120, ...facts });

const told = ({ findings }: CheckReport): string[] =>
  findings
    .filter(({ verdict }) => verdict === "fail" || verdict === "doubtful")
    .map(({ rule, verdict, advice, params }) =>
      `${verdict} ${rule}: ${advice} ${params.phases ?? params.phase ?? params.times ?? ""}`.trim(),
    );

const finding = (report: CheckReport, rule: string): Finding =>
  report.findings.find((each) => each.rule === rule) ?? assert.fail(`no finding of ${rule}`);

/** Each fault, and what the report must say of it on every meter. */
const faults: readonly [name: string, wrong: Miswiring, expected: readonly string[]][] = [
  ["nothing wrong", {}, []],
  [
    "the transformer of L2 the wrong way round",
    { reversed: [false, true, false] },
    ["fail current-transformers: ct-reversed L2"],
  ],
  [
    "the transformers of L1 and L3 the wrong way round",
    { reversed: [true, false, true] },
    ["fail current-transformers: ct-reversed L1, L3"],
  ],
  [
    "the transformers of L1 and L2 exchanged",
    { conductor: [1, 0, 2] },
    ["fail current-transformers: ct-exchanged L1, L2"],
  ],
  [
    "the transformers of L2 and L3 exchanged",
    { conductor: [0, 2, 1] },
    ["fail current-transformers: ct-exchanged L2, L3"],
  ],
  ["W taken for kW", { scaled: { quantities: /^active_power/, times: 1000 } }, ["fail power: power-scale L1"]],
  ["kW taken for W", { scaled: { quantities: /^active_power/, times: 0.001 } }, ["fail power: power-scale L1"]],
  [
    "volts with a decimal too many",
    { scaled: { quantities: /^voltage/, times: 10 } },
    ["fail voltage: voltage-scale 10"],
  ],
  ["phase L3 without voltage", { volts: { 2: 3 } }, ["fail voltage: phase-missing L3"]],
  ["L2 on the neutral's terminal", { volts: { 0: 400 } }, ["fail voltage: voltage-line-to-line L1"]],
  ["import and export exchanged", { registersExchanged: true }, ["fail energy: registers-exchanged"]],
  ["a gateway that repeats an old answer", { frozen: true }, ["fail frozen: frozen-all"]],
];

describe("the commissioning check", () => {
  for (const profile of profiles) {
    describe(profile.id, () => {
      for (const [name, wrong, expected] of faults) {
        it(`${name}: ${expected.join("; ") || "passes"}`, () => {
          const report = examine(profile, wrong);
          assert.deepEqual(told(report), expected);
          assert.equal(report.verdict, expected.length === 0 ? "pass" : "fail");
          const written = withTexts(report, "de");
          assert.ok(validatorOf(checkReportSchema)(written), JSON.stringify(validatorOf(checkReportSchema).errors));
          for (const { text, advice } of written.findings) assert.doesNotMatch(text ?? "{", /[{}]/, advice);
        });
      }

      it("words in the other order: says which order is right, and nothing of what follows from it", () => {
        const wrong = otherWordOrder(profile);
        const readings = readingsOf(wrong, machine, {}, { meter: profile });
        const otherwise = readBy(profile, shownBy(machine, {}, 0, 0));
        const report = check({ readings, otherwise }, wrong, { ratedPowerKw: 120 });
        assert.deepEqual(told(report), ["fail word-order: word-order-wrong"]);
        assert.equal(finding(report, "word-order").params.right, profile.wordOrder);
        assert.equal(finding(report, "current-transformers").advice, "first-other");
      });

      it("500 installations without a fault: none is reported", () => {
        for (let seed = 0; seed < 500; seed++) {
          const { installation, facts } = healthy(seed);
          const found = told(examine(profile, {}, { installation, facts }));
          assert.deepEqual(
            found.filter((each) => !mayBeDoubted.test(each)),
            [],
            `seed ${seed}: ${JSON.stringify(installation)}`,
          );
        }
      });
    });
  }

  describe("current transformers", () => {
    const [sdm630, , em340] = profiles as [Profile, Profile, Profile];
    const wiring = (wrong: Miswiring, generator?: boolean, profile = sdm630) =>
      finding(
        examine(profile, wrong, { facts: { ...(generator !== undefined && { generator }) } }),
        "current-transformers",
      );

    it("all reversed, or a generator: doubtful until somebody says that there is none", () => {
      const wrong: Miswiring = { reversed: [true, true, true] };
      assert.deepEqual([wiring(wrong).verdict, wiring(wrong).advice], ["doubtful", "exporting"]);
      assert.equal(wiring(wrong, false).advice, "ct-all-reversed");
      assert.deepEqual([wiring(wrong, true).verdict, wiring(wrong, true).advice], ["not-checked", "generator-running"]);
    });

    it("each one phase further: a pure consumer cannot be so", () => {
      const shifted = [wiring({ conductor: [1, 2, 0] }, false), wiring({ conductor: [2, 0, 1] }, false)];
      for (const { advice, verdict } of shifted) {
        assert.notEqual(verdict, "pass");
        assert.match(String(advice), /ct-shifted|ct-all-reversed/);
      }
    });

    it("two exchanged and the third reversed is named as both", () => {
      const { advice, params } = wiring({ conductor: [1, 0, 2], reversed: [false, false, true] }, false);
      assert.deepEqual([advice, params], ["ct-exchanged-and-reversed", { exchanged: "L1, L2", reversed: "L3" }]);
    });

    it("are found whichever way the phases rotate, which is a fault of its own", () => {
      const report = examine(em340, { conductor: [1, 0, 2] }, { installation: { ...machine, rotation: -1 } });
      assert.deepEqual(told(report), [
        "fail phase-rotation: rotation-backwards",
        "fail current-transformers: ct-exchanged L1, L2",
      ]);
      assert.equal(finding(examine(em340), "phase-rotation").verdict, "pass");
      assert.equal(finding(examine(sdm630), "phase-rotation").advice, "rotation-not-shown");
    });

    it("solar power on one phase is doubtful where nobody says what is there, never a fault", () => {
      const [l1, , l3] = machine.loads;
      const installation: Installation = { ...machine, loads: [l1, { amperes: 40, angle: 178 }, l3] };
      for (const profile of profiles) {
        const report = examine(profile, {}, { installation });
        assert.deepEqual(told(report), ["doubtful current-transformers: exporting-phase L2"], profile.id);
      }
    });

    it("nothing is said of them without a load, and nothing of one phase without its own", () => {
      const idle = machine.loads.map(({ angle }) => ({ amperes: 0.01, angle })) as unknown as Installation["loads"];
      const report = examine(sdm630, {}, { installation: { ...machine, loads: idle } });
      assert.deepEqual(told(report), ["doubtful load: load-none"]);
      assert.equal(finding(report, "current-transformers").advice, "load-none");
      const [l1, l2] = machine.loads;
      const two: Installation = { ...machine, loads: [l1, l2, { amperes: 0, angle: 0 }] };
      assert.deepEqual(told(examine(sdm630, {}, { installation: two })), ["doubtful load: load-some-phases L3"]);
    });

    it("a meter of one phase: its only transformer", () => {
      const single = profileFor("eastron-sdm120", "m1");
      const nothing = { amperes: 0, angle: 0 };
      const installation: Installation = { ...machine, loads: [{ amperes: 18, angle: 25 }, nothing, nothing] };
      assert.deepEqual(told(examine(single, {}, { installation, facts: { ratedPowerKw: 5 } })), []);
      const facts = { ratedPowerKw: 5, generator: false };
      const report = examine(single, { reversed: [true, false, false] }, { installation, facts });
      assert.deepEqual(told(report), ["fail current-transformers: ct-reversed L1"]);
    });
  });

  describe("voltage", () => {
    const [profile] = profiles as [Profile];
    const voltage = (volts: Miswiring["volts"], nominalVolts = 230) => {
      const { advice, params, verdict } = finding(
        examine(profile, { volts: volts ?? {} }, { facts: { nominalVolts } }),
        "voltage",
      );
      return [verdict, advice, params.phases].filter(Boolean).join(" ");
    };
    const cases: readonly [name: string, Miswiring["volts"], expected: string, nominal?: number][] = [
      ["all there", {}, "pass"],
      ["a blown fuse", { 1: 12 }, "fail phase-missing L2"],
      [
        "400 V on every input: the neutral is not connected",
        { 0: 400, 1: 398, 2: 401 },
        "fail voltage-line-to-line L1, L2, L3",
      ],
      ["a lost neutral", { 0: 290, 1: 150, 2: 245 }, "fail neutral-lost"],
      ["a weak phase", { 2: 180 }, "fail voltage-off L3"],
      ["a 120 V supply, said so", { 0: 121, 1: 119, 2: 120 }, "pass", 120],
      ["a 120 V supply, not said", { 0: 121, 1: 119, 2: 120 }, "fail voltage-off L1, L2, L3"],
    ];
    for (const [name, volts, expected, nominal] of cases) {
      it(`${name}: ${expected}`, () => assert.equal(voltage(volts, nominal), expected));
    }

    it("the same phase on two inputs shows between them", () => {
      const readings = readingsOf(profile, machine).map((reading) => ({
        ...reading,
        values: { ...reading.values, voltage_l1_l2: 0.4 },
      }));
      assert.equal(finding(check({ readings }, profile), "voltage").advice, "phase-twice");
    });
  });

  describe("scales and ratios", () => {
    const [, iem3000, em340] = profiles as [Profile, Profile, Profile];
    const cases: readonly [name: string, profile: Profile, quantities: RegExp, times: number, expected: string][] = [
      [
        "a transformer ratio 20 times too large",
        em340,
        /current|power|energy/,
        20,
        "fail rated-power: power-above-rated 18.0",
      ],
      ["a ratio for currents only", em340, /^current/, 5, "fail power: power-ratio L1"],
      [
        "a ratio for currents only, without power factor",
        iem3000,
        /^current/,
        5,
        "fail power-triangle: apparent-differs Σ",
      ],
      ["mA taken for A", em340, /^current/, 1000, "fail power: power-scale L1"],
      ["the total in W", em340, /^active_power$/, 1000, "fail power-sum: sum-scale 1000"],
      ["apparent power in VA", em340, /^apparent_power_l2/, 1000, "fail power-triangle: apparent-scale L2"],
      ["Wh taken for kWh", iem3000, /energy/, 1000, "fail energy: energy-scale 1000"],
      ["a register with a ratio too many", iem3000, /energy/, 4, "fail energy: energy-differs 4.0"],
    ];
    for (const [name, profile, quantities, times, expected] of cases) {
      it(`${name}: ${expected}`, () => {
        const [first] = told(examine(profile, { scaled: { quantities, times } }));
        assert.equal(first?.replace(/(\d+\.\d)\d+$/, "$1"), expected);
      });
    }

    it("a total that adds amounts although a phase feeds in", () => {
      const [l1, l2] = machine.loads;
      const installation: Installation = { ...machine, loads: [l1, l2, { amperes: 30, angle: 180 }] };
      const readings = readingsOf(em340, installation).map((reading) => {
        const { active_power_l1 = 0, active_power_l2 = 0, active_power_l3 = 0 } = reading.values;
        const active_power = active_power_l1 + active_power_l2 + Math.abs(active_power_l3);
        return { ...reading, values: { ...reading.values, active_power } };
      });
      const found = finding(check({ readings }, em340, { generator: true }), "power-sum");
      assert.deepEqual([found.verdict, found.advice], ["doubtful", "sum-absolute"]);
    });
  });

  describe("energy", () => {
    const [, iem3000] = profiles as [Profile, Profile];

    it("says how long it would take where a register has not moved far enough", () => {
      const small = machine.loads.map(({ angle }) => ({ amperes: 2, angle })) as unknown as Installation["loads"];
      const report = examine(
        profileFor("carlo-gavazzi-em340", "m1"),
        {},
        { installation: { ...machine, loads: small }, facts: { ratedPowerKw: 2 } },
      );
      const { verdict, advice, params } = finding(report, "energy");
      assert.deepEqual([verdict, advice], ["not-checked", "energy-too-little"]);
      // Ten steps of 0.1 kWh at 1.26 kW.
      assert.ok(Number(params.seconds) > 2700 && Number(params.seconds) < 3000, String(params.seconds));
    });

    it("a register that stands while kilowatt-hours flow", () => {
      const readings = readingsOf(iem3000, machine, {}, { seconds: 60 }).map((reading) => ({
        ...reading,
        values: { ...reading.values, active_energy_import: 5000 },
      }));
      assert.equal(finding(check({ readings }, iem3000), "energy").advice, "energy-stands");
    });

    it("a register that goes backwards", () => {
      const readings = readingsOf(iem3000, machine).map((reading, n) => ({
        ...reading,
        values: { ...reading.values, active_energy_import: 5000 - n },
      }));
      const { verdict, advice } = finding(check({ readings }, iem3000), "energy");
      assert.deepEqual([verdict, advice], ["doubtful", "energy-fell"]);
    });
  });

  describe("reading", () => {
    const [profile] = profiles as [Profile];
    const readings = readingsOf(profile, machine);

    it("a fifth of the answers missing is a fault of the bus, one of twenty worth a look", () => {
      const missing = (count: number) => {
        const failures = Array.from({ length: count }, () => "METER_NO_ANSWER" as const);
        return finding(check({ readings, failures }, profile), "answers").verdict;
      };
      assert.deepEqual([missing(0), missing(1), missing(5)], ["pass", "doubtful", "fail"]);
    });

    it("values that are nonsense in either order: another meter's profile", () => {
      const odd = readings.map((reading) => ({
        ...reading,
        values: { ...reading.values, voltage_l1: 3e-38, current_l2: 7e22 },
      }));
      const report = check({ readings: odd, otherwise: odd[0]?.values ?? {} }, profile);
      assert.deepEqual(told(report), ["fail word-order: values-nonsense"]);
    });

    it("voltages that never move while the load does", () => {
      const still = readings.map((reading) => ({
        ...reading,
        values: {
          ...reading.values,
          voltage_l1: 231.01,
          voltage_l2: 229.52,
          voltage_l3: 230.43,
          voltage: 230.32,
          voltage_l1_l2: 399,
          voltage_l2_l3: 398,
          voltage_l3_l1: 400,
        },
      }));
      assert.ok(told(check({ readings: still }, profile)).includes("doubtful frozen: frozen-some"));
    });

    it("a transformer ratio of the gateway makes the meter's steps larger, not its values wrong", () => {
      const em340 = profileFor("carlo-gavazzi-em340", "m1");
      const small = machine.loads.map(({ angle }) => ({ amperes: 0.004, angle })) as unknown as Installation["loads"];
      const raw = readingsOf(em340, { ...machine, loads: small });
      const calibrations = { ratios: [{ from: 0, ct: 1000, vt: 1, registers: {} }], adjustments: [] };
      const report = check({ readings: raw.map((reading) => calibrated(reading, calibrations)), calibrations }, em340);
      assert.deepEqual(told(report), ["doubtful load: load-none"]);
    });
  });
});

/** What nobody can decide from the values alone; the texts say so. */
const mayBeDoubted =
  /^doubtful (current-transformers: (exporting|leading)|rated-power: power-above-rated|load: load-some-phases)/;

/** Of one plant among many: idle, heavy, unbalanced, capacitive, with solar power on one phase or on three. */
function healthy(seed: number): { installation: Installation; facts: Partial<Facts> } {
  let index = 0;
  const from = (low: number, high: number): number => low + (high - low) * chance(seed, index++);
  const kind = seed % 6;
  const size = 10 ** from(-0.5, 2.5);
  const capacitive = kind === 3;
  const angle = capacitive ? from(-60, -5) : from(0, 55);
  const load = () => ({
    amperes: size * (kind === 1 ? from(0.95, 1.05) : from(0.3, 1.7)),
    angle: Math.min(85, angle + from(-12, 12)),
  });
  const loads: [PhaseLoad, PhaseLoad, PhaseLoad] = [load(), load(), load()];
  const feeding = kind === 4;
  const solarPhase = kind === 5 ? loads[seed % 3] : undefined;
  if (solarPhase) solarPhase.angle = 180 + from(-25, 5);
  if (feeding) for (const each of loads) each.angle = 180 + from(-20, 20);
  return {
    installation: {
      volts: [from(214, 246), from(214, 246), from(214, 246)],
      hertz: from(49.8, 50.2),
      loads,
      counted: { into: from(0, 90_000), out: feeding ? from(0, 50_000) : 0 },
    },
    facts: {
      ratedPowerKw: (size * 690 * from(1, 20)) / 1000,
      ...((solarPhase || (feeding && seed % 12 === 4)) && { generator: true }),
    },
  };
}
