import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { billOf } from "../../../dist/lib/tariff/bill.js";
import type { DynamicPrice } from "../../../dist/lib/tariff/bill-request.js";
import { parseTariff } from "../../../dist/lib/tariff/parse-tariff.js";
import { loadOf, localTime, type WrittenLoad } from "../../support/written-load.ts";

interface WorkedBill {
  readonly origin: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly from: string;
  readonly to: string;
  readonly loadFrom?: string;
  readonly holidays?: readonly string[];
  readonly load: Readonly<Record<string, WrittenLoad>>;
  readonly prices?: Readonly<Record<string, readonly { from: string; to: string; price: string }[]>>;
  readonly tariff: unknown;
  readonly expected: {
    /** `component/period/tier`, amountOf, price, amount. */
    readonly lines?: readonly (readonly [string, string, string, string])[];
    readonly amount?: string;
    /** A component's lines together, to the cent. */
    readonly cents?: Readonly<Record<string, string>>;
    /** kW of the component `demand`, month by month. */
    readonly billed?: readonly string[];
  };
}

const folder = join(import.meta.dirname, "../../fixtures/tariffs/bills");

function pricesOf({ prices, timeZone }: WorkedBill): Record<string, DynamicPrice[]> {
  const at = (text: string) => localTime(text, timeZone);
  return Object.fromEntries(
    Object.entries(prices ?? {}).map(([name, series]) => [
      name,
      series.map(({ from, to, price }) => ({ from: at(from), to: at(to), price })),
    ]),
  );
}

function billed(worked: WorkedBill): ReturnType<typeof billOf> {
  const { from, to, loadFrom, timeZone, currency, holidays } = worked;
  return billOf({
    tariff: parseTariff(worked.tariff),
    load: loadOf(worked.load, loadFrom ?? from, to, timeZone),
    from: localTime(from, timeZone),
    to: localTime(to, timeZone),
    timeZone,
    currency,
    holidays: new Set(holidays),
    prices: pricesOf(worked),
  });
}

describe("a bill worked out by hand", () => {
  const files = globSync("*.json", { cwd: folder }).sort();
  it("is there for every rate sheet", () => assert.equal(files.length, 13));

  for (const file of files) {
    const worked: WorkedBill = JSON.parse(readFileSync(join(folder, file), "utf8"));
    const { expected } = worked;
    it(`is ours: ${basename(file, ".json")} (${worked.origin})`, () => {
      const bill = billed(worked);
      const name = (line: (typeof bill.lines)[number]): string =>
        [line.component, line.period ?? (line.tier ? "" : undefined), line.tier]
          .filter((x) => x !== undefined)
          .join("/");
      if (expected.lines) {
        const lines = bill.lines.map((line) => [name(line), line.amountOf, line.price, line.amount]);
        assert.deepEqual(lines, expected.lines);
        assert.equal(bill.amount, expected.amount);
      }
      for (const [component, cents] of Object.entries(expected.cents ?? {})) {
        const lines = bill.lines.filter((line) => line.component === component);
        assert.equal(lines.reduce((sum, { amount }) => sum + Number(amount), 0).toFixed(2), cents);
      }
      const months = bill.months.map(({ lines }) => lines.find(({ component }) => component === "demand")?.amountOf);
      if (expected.billed) assert.deepEqual(months, expected.billed);
      assert.equal(bill.provisional, undefined);
    });
  }
});
