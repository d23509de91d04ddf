import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { fuzz } from "../../dist/bench/modbus/fuzz-connection.js";

const responses = 4000;

// A million of them: the bench "fuzz". Mocha itself fails on an unhandled rejection.
describe("damaged, cut-off and senseless Modbus responses", () => {
  for (const transport of ["tcp", "rtu"] as const) {
    it(`over ${transport} give no value, only errors of ours, and cost no later answer`, async function () {
      this.timeout(30_000);
      const seed = randomInt(2 ** 31);
      const { errors, ...result } = await fuzz(transport, responses, seed);
      const clean = { responses, invented: 0, lost: 0, strange: [] };
      assert.deepEqual(result, clean, `seed ${seed}`);
      const counted = Object.values(errors).reduce((sum, count) => sum + count, 0);
      assert.equal(counted, responses, `seed ${seed}`);
    });
  }
});
