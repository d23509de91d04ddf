import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Reading } from "../../dist/lib/contract/messages.js";
import { problemBoard } from "../../dist/lib/red/problems.js";
import energySite from "../../dist/nodes/energy-site.js";
import meterReader from "../../dist/nodes/meter-reader.js";
import meterSimulator from "../../dist/nodes/meter-simulator.js";
import { needProgram } from "../support/needs.ts";
import { helper, receivedBy } from "../support/node-red.ts";
import { freePort } from "../support/ports.ts";
import { until } from "../support/until.ts";

const ids = { site: "5ee0000000000001", simulator: "5ee0000000000002", reader: "5ee0000000000003" };
const out = "5ee0000000000004";

/** The reader and the simulated plant in one Node-RED, as an integrator has them before the hardware is there. */
describe("a simulated serial line", function () {
  this.timeout(30_000);
  let folder: string;

  before((done) => {
    helper.startServer(done);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "simulated-line-"));
  });
  afterEach(async () => {
    await helper.unload();
    rmSync(folder, { recursive: true });
  });
  after((done) => {
    helper.stopServer(done);
  });

  const read = async (link: object, faults: readonly object[]) => {
    const model = {
      version: 1,
      site: { id: "works", timeZone: "Europe/Vienna" },
      buses: [{ id: "line", ...link, baud: 38_400, timeoutMs: 300, simulated: { turnaroundMs: 5 } }],
      meters: [1, 2, 3].map((unitId) => ({
        id: `m${unitId}`,
        bus: "line",
        unitId,
        profile: "eastron-sdm630",
        intervalSeconds: 1,
        quantities: ["active_power", "frequency"],
      })),
    };
    await helper.load(
      [energySite.default, meterSimulator.default, meterReader.default],
      [
        { id: ids.site, type: "energy-site", source: "inline", model: JSON.stringify(model) },
        {
          id: ids.simulator,
          type: "meter-simulator",
          source: "site",
          site: ids.site,
          scenarioType: "json",
          scenario: JSON.stringify({ faults }),
          wires: [[], []],
        },
        { id: ids.reader, type: "meter-reader", source: "site", site: ids.site, wires: [[out]] },
        { id: out, type: "helper" },
      ],
    );
    const readings = receivedBy<Reading>(out);
    const of = (meter: string): Reading[] =>
      readings.map(({ payload }) => payload).filter((reading) => reading.meter === meter);
    return of;
  };
  const codeOf = (subject: string): string | undefined =>
    problemBoard()
      .list()
      .find((problem) => problem.subject === subject)?.code;

  for (const transport of ["rtu", "rtu-over-tcp", "rtu-over-udp"]) {
    it(`is read over ${transport}, but for the meters that the scenario silences or damages`, async function () {
      needProgram(this, "socat", "socat");
      const link =
        transport === "rtu"
          ? { transport, path: join(folder, "line") }
          : { transport, host: "127.0.0.1", port: await freePort() };
      const of = await read(link, [
        { meter: "m2", fault: "silence" },
        { meter: "m3", fault: "broken-crc" },
      ]);
      await until(() => of("m1").length >= 2 && codeOf("m2") !== undefined && codeOf("m3") !== undefined);
      for (const { values, quality } of of("m1")) {
        assert.equal(quality, "good");
        assert.ok((values.frequency ?? 0) > 49.9 && (values.frequency ?? 0) < 50.1);
      }
      assert.deepEqual([of("m2").length, of("m3").length], [0, 0]);
      assert.equal(codeOf("m2"), "METER_NO_ANSWER");
    });
  }
});
