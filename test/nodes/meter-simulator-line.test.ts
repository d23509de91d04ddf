import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { problemBoard } from "../../dist/lib/red/problems.js";
import { needProgram } from "../support/needs.ts";
import { helper } from "../support/node-red.ts";
import { type Shown, settled, siteSimulator } from "../support/simulator-node.ts";

describe("meter-simulator on a serial line", () => {
  before((done) => {
    helper.startServer(done);
  });
  afterEach(() => helper.unload());
  after((done) => {
    helper.stopServer(done);
  });

  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "line-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const onLine = async (path: string, config: object = {}): Promise<Shown[]> => {
    const model = {
      version: 1,
      site: { id: "plant", timeZone: "UTC" },
      buses: [{ id: "line", transport: "rtu", path, baud: 19_200, simulated: { turnaroundMs: 10 } }],
      meters: [
        { id: "a", bus: "line", unitId: 1, profile: "wago-879-30xx" },
        { id: "b", bus: "line", unitId: 2, profile: "wago-879-30xx" },
      ],
    };
    return (await siteSimulator(model, config)).shown;
  };
  const mbpoll = (program: string, path: string, unitId: number): Promise<string> =>
    promisify(execFile)(program, [
      ..."-m rtu -b 19200 -P none -t 4:hex -c 1 -1 -q -o 0.5".split(" "),
      ...["-a", String(unitId), "-r", String(0x4026 + 1), path],
    ]).then(
      ({ stdout }) => stdout,
      ({ stderr }) => stderr,
    );

  it("is a serial port that a foreign master reads, and is gone when the node is", async function () {
    needProgram(this, "socat", "socat");
    const program = needProgram(this, "mbpoll", "mbpoll");
    const path = join(folder, "line");
    const shown = await onLine(path);
    assert.equal((await settled(shown)).text, "2 simulated");
    assert.match(await mbpoll(program, path, 2), /0x0001/);
    await helper.unload();
    assert.equal(existsSync(path), false);
  });

  it("has its faults: silence and an exception are told apart, a broken CRC is one", async function () {
    needProgram(this, "socat", "socat");
    const program = needProgram(this, "mbpoll", "mbpoll");
    const path = join(folder, "line");
    for (const [fault, said] of [
      [{ fault: "silence" }, /timed out/i],
      [{ fault: "exception", code: 6 }, /Slave device or server is busy/i],
      [{ fault: "broken-crc" }, /Invalid CRC/i],
    ] as const) {
      const scenario = JSON.stringify({ faults: [{ meter: "a", ...fault }] });
      await settled(await onLine(path, { scenarioType: "json", scenario }));
      assert.match(await mbpoll(program, path, 1), said, fault.fault);
      assert.match(await mbpoll(program, path, 2), /0x0001/);
      await helper.unload();
    }
  });

  for (const [name, path, detail] of [
    ["where real devices are", "/dev/ttyUSB77", /outside \/dev/],
    ["without a full path", "line", /full path/],
    ["in a folder that is not there", "/no/such/folder/line", /No such file/],
  ] as const) {
    it(`is not made ${name}`, async function () {
      needProgram(this, "socat", "socat");
      assert.equal((await settled(await onLine(path))).fill, "red");
      const [problem] = problemBoard().list();
      assert.deepEqual([problem?.code, problem?.params.path], ["SIMULATOR_LINE", path]);
      assert.match(String(problem?.params.detail), detail);
    });
  }
});
