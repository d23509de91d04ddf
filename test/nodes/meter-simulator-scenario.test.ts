import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { problemBoard } from "../../dist/lib/red/problems.js";
import { helper } from "../support/node-red.ts";
import { freePort } from "../support/ports.ts";
import { gavazzi, inline, registers, settled, simulator, wago } from "../support/simulator-node.ts";
import { until } from "../support/until.ts";

describe("meter-simulator with a scenario", () => {
  before((done) => {
    helper.startServer(done);
  });
  afterEach(() => helper.unload());
  after((done) => {
    helper.stopServer(done);
  });

  const home = process.env.ENERGY_HOME;
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "scenario-"));
    process.env.ENERGY_HOME = folder;
  });
  afterEach(() => {
    if (home === undefined) delete process.env.ENERGY_HOME;
    else process.env.ENERGY_HOME = home;
    rmSync(folder, { recursive: true });
  });

  const withScenario = async (scenario: object, pastHours = 0) =>
    simulator({
      ...inline,
      port: await freePort(),
      pastHours,
      meters: [wago, gavazzi],
      scenarioType: "json",
      scenario: JSON.stringify(scenario),
    });

  it("plays it, says so, and leaves the other meters alone", async () => {
    const port = await freePort();
    const scenario = JSON.stringify({ faults: [{ meter: "unit-1", fault: "exception", code: 6 }] });
    const { shown } = await simulator({ ...inline, port, meters: [wago, gavazzi], scenarioType: "json", scenario });
    assert.deepEqual(await settled(shown), { fill: "yellow", shape: "dot", text: "faults: 1" });
    await assert.rejects(registers(port, 1, 0x4026, 1), { modbusCode: 6 });
    assert.equal((await registers(port, 2, 0, 2)).length, 2);
  });

  it("tells on its second output what is truly played, each change when it happens", async () => {
    const { shown, truth } = await withScenario({
      faults: [
        { meter: "unit-2", fault: "leak", from: "-PT10M", powerKw: 5 },
        { meter: "unit-1", fault: "silence", from: 0.4, for: 0.4 },
      ],
    });
    await settled(shown);
    await until(() => truth.length === 3);
    assert.deepEqual(
      truth.map(({ topic, payload: { meter, fault, active, facts } }) => [topic, meter, fault, active, facts]),
      [
        ["simulator/unit-2/fault", "unit-2", "leak", true, { powerKw: 5 }],
        ["simulator/unit-1/fault", "unit-1", "silence", true, {}],
        ["simulator/unit-1/fault", "unit-1", "silence", false, {}],
      ],
    );
    const [leak, begin, end] = truth.map(({ payload }) => payload.at);
    assert.equal((end ?? 0) - (begin ?? 0), 400);
    assert.equal((begin ?? 0) - (leak ?? 0), 600_400);
    assert.equal(shown.at(-1)?.text, "faults: 1");
  });

  it("has no readings of a past in which a meter was silent", async () => {
    const { received, shown } = await withScenario(
      { faults: [{ meter: "unit-1", fault: "silence", from: "-PT9H" }] },
      2,
    );
    await settled(shown);
    assert.deepEqual([...new Set(received.map(({ payload }) => payload.meter))], ["unit-2"]);
  });

  it("reads it from a file below the data folder", async () => {
    writeFileSync(join(folder, "bad-day.json"), '{ "faults": [{ "bus": "bus", "fault": "silence" }] }');
    const file = {
      ...inline,
      port: await freePort(),
      meters: [wago],
      scenarioType: "file",
      scenario: "bad-day.json",
    };
    const { shown } = await simulator(file);
    assert.equal((await settled(shown)).text, "faults: 1");
  });

  for (const [name, config, place, detail] of [
    [
      "a mistake in it",
      { scenarioType: "json", scenario: '{"faults":[{"meter":"x","fault":"silence"}]}' },
      "faults/0/meter",
      /no simulated meter/,
    ],
    ["broken JSON", { scenarioType: "json", scenario: "{" }, "scenario", /JSON/],
    ["a file that is not there", { scenarioType: "file", scenario: "none.json" }, "none.json", /ENOENT/],
    ["a file elsewhere", { scenarioType: "file", scenario: "../../etc/passwd" }, "../../etc/passwd", /below/],
  ] as const) {
    it(`plays nothing with ${name}, and says where it is`, async () => {
      const port = await freePort();
      const { shown } = await simulator({ ...inline, port, meters: [wago], ...config });
      assert.equal((await settled(shown)).text, "configuration error");
      const [problem] = problemBoard().list();
      assert.deepEqual([problem?.code, problem?.params.place], ["SCENARIO_INVALID", place]);
      assert.match(String(problem?.params.detail), detail);
      await assert.rejects(once(connect(port, "127.0.0.1"), "connect"), { code: "ECONNREFUSED" });
    });
  }
});
