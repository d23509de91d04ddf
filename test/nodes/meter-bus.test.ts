import assert from "node:assert/strict";
import type { BusNode } from "../../dist/lib/red/handles.js";
import { problemBoard } from "../../dist/lib/red/problems.js";
import meterBus from "../../dist/nodes/meter-bus.js";
import { helper } from "../support/node-red.ts";
import { freePort } from "../support/ports.ts";
import { scriptedSlave } from "../support/scripted-slave.ts";

const id = "b500000000000001";

async function busOf(config: object): Promise<BusNode> {
  await helper.load(meterBus.default, [{ id, type: "meter-bus", ...config }]);
  return helper.getNode(id) as unknown as BusNode;
}

interface TestResult {
  readonly ok: boolean;
  readonly text?: string;
  readonly bus?: string;
}

async function pressTest(bus: object): Promise<TestResult> {
  await busOf({ host: "127.0.0.1", port: 502, timeoutMs: 1000 });
  const { body } = await helper.request().post("/energy-gateway/meter-bus/test").send(bus);
  return body as TestResult;
}

describe("meter-bus", () => {
  before((done) => {
    helper.startServer(done);
  });
  afterEach(() => helper.unload());
  after((done) => {
    helper.stopServer(done);
  });

  it("gives its address to the nodes that name it, numbers as the dialog writes them", async () => {
    const { bus, problem } = await busOf({ host: "192.168.1.20", port: "502", timeoutMs: "800" });
    assert.deepEqual(bus, {
      transport: "tcp",
      host: "192.168.1.20",
      port: 502,
      timeoutMs: 800,
      pauseMs: 0,
      parallel: 1,
    });
    assert.equal(problem, undefined);
  });

  it("reports a configuration that cannot be right, with the place", async () => {
    const { bus, problem } = await busOf({ host: "192.168.1.20", port: "99999", timeoutMs: 1000 });
    assert.equal(bus, undefined);
    assert.deepEqual([problem?.code, problem?.params.place], ["CONFIG_INVALID", "port"]);
    assert.equal(problemBoard().list()[0]?.source, id);
  });

  it("tests a connection that works", async () => {
    const slave = await scriptedSlave(() => {});
    const result = await pressTest({ host: "127.0.0.1", port: slave.port, timeoutMs: 500 });
    await slave.stop();
    assert.deepEqual([result.ok, result.bus], [true, `127.0.0.1:${slave.port}`]);
  });

  it("tests a connection that does not, and says what was wrong", async () => {
    const result = await pressTest({ host: "127.0.0.1", port: await freePort(), timeoutMs: 500 });
    assert.equal(result.ok, false);
    assert.match(result.text ?? "", /cannot be reached \(ECONNREFUSED\)/);
  });

  it("refuses to test nonsense", async () => {
    const result = await pressTest({ host: "a b", port: 502, timeoutMs: 500 });
    assert.equal(result.ok, false);
    assert.match(result.text ?? "", /configuration is wrong at "host"/);
  });
});
