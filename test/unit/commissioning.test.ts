import assert from "node:assert/strict";
import type { Profile } from "../../dist/lib/acquire/profile.js";
import { check } from "../../dist/lib/commissioning/check.js";
import type { Facts } from "../../dist/lib/commissioning/rule.js";
import { otherWordOrder } from "../../dist/lib/commissioning/word-order.js";
import type { CheckReport, Finding } from "../../dist/lib/contract/check-report.js";
import { checkReportSchema } from "../../dist/lib/contract/schemas.js";
import { validatorOf } from "../../dist/lib/contract/validate.js";
import { profileFor } from "../../dist/lib/io/profiles.js";
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
          assert.ok(validatorOf(checkReportSchema)(report), JSON.stringify(validatorOf(checkReportSchema).errors));
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
        const reports = Array.from({ length: 500 }, (_, seed) => {
          const { installation, facts } = healthy(seed);
          return { seed, installation, facts, told: told(examine(profile, {}, { installation, facts })) };
        });
        const wrong = reports.filter(({ told }) => told.some((each) => !each.startsWith("doubtful")));
        console.log(
          reports
            .flatMap((r) => r.told.map((t) => t.split(" ").slice(0, 3).join(" ")))
            .reduce((m, t) => ({ ...m, [t]: (m[t] ?? 0) + 1 }), {} as Record<string, number>),
        );
        assert.deepEqual(wrong, []);
      });
    });
  }
});

/** Of one plant among many: idle, heavy, unbalanced, capacitive, with solar power on one phase or on three. */
function healthy(seed: number): { installation: Installation; facts: Partial<Facts> } {
  let index = 0;
  const from = (low: number, high: number): number => low + (high - low) * chance(seed, index++);
  const kind = seed % 5;
  const size = 10 ** from(-0.5, 2.5);
  const capacitive = kind === 3;
  const angle = capacitive ? from(-60, -5) : from(0, 55);
  const load = () => ({
    amperes: size * (kind === 1 ? from(0.95, 1.05) : from(0.3, 1.7)),
    angle: Math.min(85, angle + from(-12, 12)),
  });
  const loads: [PhaseLoad, PhaseLoad, PhaseLoad] = [load(), load(), load()];
  const feeding = kind === 4;
  if (feeding) for (const each of loads) each.angle = 180 + from(-20, 20);
  return {
    installation: {
      volts: [from(214, 246), from(214, 246), from(214, 246)],
      hertz: from(49.8, 50.2),
      loads,
      counted: { into: from(0, 90_000), out: feeding ? from(0, 50_000) : 0 },
    },
    facts: { ratedPowerKw: (size * 690 * from(1, 20)) / 1000, ...(feeding && seed % 2 === 0 && { generator: true }) },
  };
}
