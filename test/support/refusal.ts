import assert from "node:assert/strict";
import { EnergyError } from "../../dist/lib/contract/error.js";
import { parseTariff } from "../../dist/lib/tariff/parse-tariff.js";

/** What is written, and the place and words of the refusal. */
export type Refusal = readonly [what: string, tariff: unknown, place: string, detail: string];

export function assertRefused(tariff: unknown, place: string, detail: string): void {
  assert.throws(
    () => parseTariff(tariff),
    (error: unknown) => {
      assert.ok(error instanceof EnergyError, String(error));
      assert.deepEqual([error.code, error.params.place, error.params.detail], ["TARIFF_INVALID", place, detail]);
      return true;
    },
  );
}
