import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type ModbusServer, serveModbus } from "../../dist/lib/io/modbus-server.js";
import { profileFor } from "../../dist/lib/io/profiles.js";
import { answer } from "../../dist/lib/simulate/modbus-slave.js";
import { simulatedPlant } from "../../dist/lib/simulate/simulated-plant.js";
import { demoSite } from "../support/demo-site.ts";
import { needProgram } from "../support/needs.ts";

const run = promisify(execFile);

/** The demo plant, at one moment that stands still, read by a client that we did not write. */
describe("a foreign Modbus client", () => {
  const at = Date.UTC(2026, 10, 17, 10);
  const slaves = simulatedPlant(demoSite(), profileFor).buses[0]?.slaves ?? new Map();
  let server: ModbusServer;

  before(async () => {
    server = await serveModbus(
      "127.0.0.1",
      0,
      (unitId, request) => answer(slaves, unitId, request, at),
      (error) => {
        throw error;
      },
    );
    server.release();
  });
  after(() => server.close());

  /** mbpoll counts references from 1. */
  const mbpoll = async (program: string, unitId: number, type: string, address: number): Promise<string> => {
    const args = ["-m", "tcp", "-p", String(server.port), "-a", String(unitId), "-r", String(address + 1), "-c", "1"];
    const { stdout } = await run(program, [...args, ...type.split(" "), "-1", "-q", "127.0.0.1"]);
    return stdout;
  };
  const shown = (unitId: number, quantity: string): number => slaves.get(unitId)?.valuesAt(at)(quantity) ?? Number.NaN;
  const valueIn = (output: string): number => Number(/^\[\d+\]:\s+(\S+)/m.exec(output)?.[1]);

  it("reads a WAGO's power and energy as big-endian floats", async function () {
    const program = needProgram(this, "mbpoll", "mbpoll");
    const near = (value: number, quantity: string) =>
      assert.ok(Math.abs(value / shown(11, quantity) - 1) < 1e-4, `${quantity}: ${value}`);
    near(valueIn(await mbpoll(program, 11, "-t 4:float -B", 0x5012)), "active_power");
    near(valueIn(await mbpoll(program, 11, "-t 4:float -B", 0x600c)), "active_energy_import");
  });

  it("reads a Carlo Gavazzi's voltage as an integer with its low word first", async function () {
    const program = needProgram(this, "mbpoll", "mbpoll");
    assert.equal(valueIn(await mbpoll(program, 15, "-t 3:int", 0)), Math.round(shown(15, "voltage_l1") * 10));
  });

  it("is told that a unit does not exist", async function () {
    const program = needProgram(this, "mbpoll", "mbpoll");
    const failure = await mbpoll(program, 77, "-t 4", 0).then(
      () => "",
      (error: { stderr: string }) => error.stderr,
    );
    assert.match(failure, /Target device failed to respond/i);
  });
});
