import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { needProgram } from "../support/needs.ts";
import { type RtuLine, type RtuLineOptions, type RtuUnit, startRtuLine } from "../support/rtu-line.ts";

const run = promisify(execFile);

/** Masters that we did not write, on a pty. */
describe("the RTU server, asked by foreign masters", function () {
  this.timeout(30_000);
  let line: RtuLine | undefined;
  const meter: RtuUnit = { registers: { 0: 0x1234, 1: 0x5678, 40: 7 } };

  const start = async (context: Mocha.Context, units: Record<number, RtuUnit>, options: RtuLineOptions = {}) => {
    line = await startRtuLine(context, units, options);
    return line;
  };
  afterEach(async () => {
    const path = line?.path;
    await line?.stop();
    line = undefined;
    if (path) assert.equal(existsSync(path), false, "no end of the pty is left behind");
  });

  /** mbpoll counts references from 1; parity and speed are those of 8N1 at 9600 unless given. */
  const mbpoll = async (context: Mocha.Context, unitId: number, address: number, count: number, ...args: string[]) => {
    const program = needProgram(context, "mbpoll", "mbpoll");
    const question = ["-m", "rtu", "-a", String(unitId), "-r", String(address + 1), "-c", String(count), "-1", "-q"];
    return run(program, [...question, "-t", "4:hex", "-b", "9600", "-P", "none", ...args, line?.path ?? ""]).then(
      ({ stdout }) => stdout,
      (error: { stderr: string }) => error.stderr,
    );
  };

  it("answers mbpoll with the registers of the unit that was asked", async function () {
    await start(this, { 1: meter, 2: { registers: { 0: 0xbeef } } });
    const answer = await mbpoll(this, 1, 0, 2);
    assert.match(answer, /\[1\]:\s+0x1234/);
    assert.match(answer, /\[2\]:\s+0x5678/);
    assert.match(await mbpoll(this, 2, 0, 1), /\[1\]:\s+0xBEEF/);
    assert.equal((await line?.stats())?.frames, 2);
  });

  it("tells mbpoll of exceptions, and says nothing for units that are not on the line", async function () {
    await start(this, { 1: { ...meter, sparse: true } });
    assert.match(await mbpoll(this, 1, 500, 1), /Illegal data address/i);
    assert.match(await mbpoll(this, 9, 0, 1, "-o", "0.3"), /timed out/i);
  });

  it("sends a CRC that mbpoll refuses where that is asked of it", async function () {
    await start(this, { 1: { ...meter, fault: "crc" } });
    assert.match(await mbpoll(this, 1, 0, 1, "-o", "0.3"), /Invalid CRC/i);
  });

  it("answers as another unit where that is asked of it", async function () {
    await start(this, { 1: { ...meter, fault: "wrong-unit" } });
    assert.doesNotMatch(await mbpoll(this, 1, 0, 1, "-o", "0.3"), /0x1234/);
  });

  it("answers behind a transparent gateway, over TCP to pymodbus and over UDP", async function () {
    needProgram(this, "python3", "python3");
    for (const [transport, client] of [
      ["tcp", "ModbusTcpClient"],
      ["udp", "ModbusUdpClient"],
    ] as const) {
      const { port } = await start(this, { 5: meter }, { transport, baud: 115_200 });
      const script = `
import sys
from pymodbus.client import ${client}
from pymodbus.transaction import ModbusRtuFramer
client = ${client}("127.0.0.1", port=int(sys.argv[1]), framer=ModbusRtuFramer, timeout=2)
assert client.connect()
print(client.read_holding_registers(0, 2, slave=5).registers)
`;
      const { stdout } = await run("/usr/bin/python3", ["-c", script, String(port)]);
      assert.deepEqual(JSON.parse(stdout), [0x1234, 0x5678], transport);
      await line?.stop();
      line = undefined;
    }
  });

  it("is read by pymodbus at 19200, the answer coming in pieces", async function () {
    await start(this, { 5: meter }, { baud: 19_200, pieces: true, turnaroundMs: 10 });
    needProgram(this, "python3", "python3");
    const script = `
import sys
from pymodbus.client import ModbusSerialClient
client = ModbusSerialClient(method="rtu", port=sys.argv[1], baudrate=19200, timeout=2)
assert client.connect()
print(client.read_input_registers(0, 41, slave=5).registers)
`;
    const { stdout } = await run("/usr/bin/python3", ["-c", script, line?.path ?? ""]);
    const words = JSON.parse(stdout);
    assert.equal(words.length, 41);
    assert.deepEqual([words[0], words[1], words[40]], [0x1234, 0x5678, 7]);
  });
});
