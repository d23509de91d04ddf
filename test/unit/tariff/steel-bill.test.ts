import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { billOf } from "../../../dist/lib/tariff/bill.js";
import type { LoadInterval } from "../../../dist/lib/tariff/load.js";
import { parseTariff } from "../../../dist/lib/tariff/parse-tariff.js";

/** Origin and licence: `test/fixtures/steel/README.md`. */
const file = join(import.meta.dirname, "../../fixtures/steel/steel-year.json");
const steel: Record<string, string[]> = JSON.parse(readFileSync(file, "utf8"));
const begin = Date.parse("2018-01-01T00:00+09:00");
const quarter = 900_000;

function hundredths(name: string): LoadInterval[] {
  const numbers = (steel[name] ?? []).flatMap((day) => day.split(" ").map(Number));
  return numbers.map((each, index) => {
    const from = begin + index * quarter;
    return { from, to: from + quarter, amount: each / 100, quality: "measured" };
  });
}

const tariff = parseTariff({
  id: "steel",
  versions: [
    {
      from: "2018-01-01",
      periods: { high: [{ days: ["weekdays"], from: "08:00", to: "22:00" }], low: "rest" },
      components: [
        { id: "fixed", kind: "fixed", price: 250 },
        { id: "energy", kind: "energy", prices: { high: "0.1820", low: "0.1275" } },
        { id: "demand", kind: "demand", minutes: 15, price: "11.50", ratchet: { share: 0.8, months: "all" } },
        { id: "power-factor", kind: "power-factor", reference: 0.95, percent: 0.5, on: ["energy", "demand"] },
        { id: "electricity-tax", kind: "levy", price: "0.0205" },
        { id: "vat", kind: "tax", percent: 19 },
      ],
    },
  ],
});

/** Worked out by another program in another language from the publishers' table: kW billed, steps of 0.01, penalty, total. */
const expected: readonly (readonly [kw: string, steps: number, penalty: string, total: string])[] = [
  ["612.56", 3, "425.47", "37637.72"],
  ["582.04", 1, "110.14", "28874.62"],
  ["605.24", 2, "208.41", "27303.90"],
  ["556.12", 3, "299.02", "26296.89"],
  ["560.16", 5, "509.03", "27061.79"],
  ["535.4", 5, "439.97", "23359.08"],
  ["490.048", 5, "488.04", "26101.33"],
  ["534.8", 7, "633.23", "24253.29"],
  ["510.48", 8, "632.14", "21268.08"],
  ["557.72", 8, "842.26", "28422.45"],
  ["628.72", 5, "550.73", "29270.67"],
  ["596.72", 2, "171.20", "22324.10"],
];

describe("the steel works in 2018", () => {
  const load = {
    active_energy_import: hundredths("activeKwhHundredths"),
    reactive_energy_import: hundredths("reactiveKvarhHundredths"),
  };
  const to = begin + 35_040 * quarter;
  const bill = billOf({ tariff, load, from: begin, to, timeZone: "Asia/Seoul", currency: "EUR" });

  it("pays for its power factor in every month, for a ratchet in July, and 322173.92 together", () => {
    const months = bill.months.map(({ lines, amount }) => {
      const line = (id: string) => lines.find(({ component }) => component === id);
      const penalty = line("power-factor");
      return [line("demand")?.amountOf, penalty?.reason?.steps, penalty?.amount, amount];
    });
    assert.deepEqual(months, expected);
    assert.equal(bill.amount, "322173.92");
  });

  it("used what its publishers say", () => {
    const kwh = bill.lines.find(({ component }) => component === "electricity-tax")?.amountOf;
    assert.equal(kwh, "959636.71");
    assert.deepEqual(bill.basis, { measured: 1, estimated: 0, missing: 0 });
  });

  it("has no year before: the bill says over which months the ratchet could not look", () => {
    const [note] = bill.notes;
    assert.equal(note?.code, "lookback-incomplete");
    assert.match(note?.months ?? "", /^2017-02, .*2017-12$/);
  });
});
