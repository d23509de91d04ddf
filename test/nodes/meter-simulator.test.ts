import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type Server } from "node:net";
import { problemBoard } from "../../dist/lib/red/problems.js";
import { helper } from "../support/node-red.ts";
import { freePort } from "../support/ports.ts";
import { gavazzi, inline, registers, settled, simulator, siteSimulator, wago } from "../support/simulator-node.ts";

describe("meter-simulator", () => {
  let blocker: Server | undefined;

  before((done) => {
    helper.startServer(done);
  });
  afterEach(async () => {
    await helper.unload();
    blocker?.close();
    blocker = undefined;
  });
  after((done) => {
    helper.stopServer(done);
  });

  it("works alone: meters listed in its dialog answer over Modbus TCP", async () => {
    const port = await freePort();
    const { shown } = await simulator({ ...inline, port, meters: [wago, gavazzi] });
    assert.deepEqual(await settled(shown), { fill: "green", shape: "dot", text: "2 simulated" });
    assert.deepEqual(await registers(port, 1, 0x4026, 1), [1]);
    const [low = 0, high = 0] = await registers(port, 2, 0, 2);
    const volts = (high * 65_536 + low) / 10;
    assert.ok(volts > 220 && volts < 240, `${volts} V`);
  });

  it("answers many clients at once, and each in its order", async () => {
    const port = await freePort();
    const { shown } = await simulator({ ...inline, port, meters: [wago] });
    await settled(shown);
    const answers = await Promise.all(Array.from({ length: 20 }, () => registers(port, 1, 0x4026, 1)));
    assert.deepEqual(answers, new Array(20).fill([1]));
  });

  it("sends the past once, oldest first and complete, on the quarter hours", async () => {
    const { received, shown } = await simulator({
      ...inline,
      port: await freePort(),
      pastHours: 2,
      meters: [wago, gavazzi],
    });
    await settled(shown);
    assert.equal(received.length, 16);
    const times = received.map(({ payload }) => payload.at);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
    assert.ok(times.every((at) => at % 900_000 === 0 && at < Date.now()));
    const [first] = received;
    assert.equal(first?.topic, "simulator/unit-1/reading");
    assert.ok(Number(first?.payload.values.active_energy_import) > 0);
    const own = received.filter(({ payload }) => payload.meter === "unit-2").map(({ payload }) => payload.values);
    const registersOf = own.map((values) => Number(values.active_energy_import));
    assert.deepEqual(
      registersOf,
      registersOf.toSorted((a, b) => a - b),
    );
  });

  it("plays the simulated buses of the site model", async () => {
    const port = await freePort();
    const model = {
      version: 1,
      site: { id: "plant", timeZone: "UTC" },
      buses: [
        { id: "played", host: "127.0.0.1", port, simulated: { seed: 1 } },
        { id: "real", host: "192.0.2.1" },
      ],
      meters: [
        { id: "a", bus: "played", unitId: 1, profile: "wago-879-30xx" },
        { id: "b", bus: "real", unitId: 1, profile: "wago-879-30xx" },
        { id: "c", bus: "played", unitId: 9, profile: "no-such-meter" },
      ],
    };
    const { shown } = await siteSimulator(model);
    await settled(shown);
    assert.deepEqual(await registers(port, 1, 0x4026, 1), [1]);
    const problems = problemBoard().list();
    assert.deepEqual(
      problems.map(({ code, subject }) => [code, subject]),
      [["PROFILE_UNKNOWN", "c"]],
    );
  });

  it("says which port it cannot have", async () => {
    const port = await freePort();
    const server = createServer();
    blocker = server;
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    const { shown } = await simulator({ ...inline, port, meters: [wago] });
    assert.equal((await settled(shown)).fill, "red");
    const [problem] = problemBoard().list();
    assert.equal(problem?.code, "SIMULATOR_PORT");
    assert.equal(problem?.params.port, port);
  });

  it("refuses a wrong configuration and names the place", async () => {
    const { shown } = await simulator({ ...inline, port: 70_000, meters: [wago] });
    assert.equal((await settled(shown)).text, "configuration error");
    const [problem] = problemBoard().list();
    assert.equal(problem?.code, "CONFIG_INVALID");
    assert.match(String(problem?.params.place), /port/);
  });

  it("has nothing to simulate where the site has no simulated bus", async () => {
    const { shown } = await siteSimulator({ version: 1, site: { id: "plant", timeZone: "UTC" } });
    assert.equal((await settled(shown)).text, "nothing to simulate");
  });

  it("frees its port when it is closed", async () => {
    const port = await freePort();
    const { shown } = await simulator({ ...inline, port, meters: [wago] });
    await settled(shown);
    await helper.unload();
    await assert.rejects(once(connect(port, "127.0.0.1"), "connect"), { code: "ECONNREFUSED" });
  });
});
