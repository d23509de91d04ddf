import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { RegisterRequest } from "../../dist/lib/acquire/meter-session.js";
import { ModbusBus } from "../../dist/lib/io/modbus/bus.js";
import { leaseBus } from "../../dist/lib/io/modbus/bus-pool.js";
import { connectTo } from "../../dist/lib/io/modbus/connect.js";
import { freePort } from "../support/ports.ts";
import { exception, floats, type ScriptedSlave, scriptedSlave, type WireRequest } from "../support/scripted-slave.ts";
import { until } from "../support/until.ts";

const timeoutMs = 150;
const tcp = (port: number, parallel = 1) =>
  ({ transport: "tcp", host: "127.0.0.1", port, timeoutMs, pauseMs: 0, parallel }) as const;
const busAt = (port: number, parallel = 1) => new ModbusBus(tcp(port, parallel), connectTo(tcp(port, parallel)));
const request: RegisterRequest = { meter: "m1", unitId: 1, functionCode: 4, address: 0, count: 2 };

describe("a Modbus bus", () => {
  let slave: ScriptedSlave | undefined;
  let bus: ModbusBus | undefined;

  afterEach(async () => {
    bus?.close();
    await slave?.stop();
    slave = undefined;
  });

  async function busTo(respond: Parameters<typeof scriptedSlave>[0], parallel = 1): Promise<ModbusBus> {
    slave = await scriptedSlave(respond);
    bus = busAt(slave.port, parallel);
    return bus;
  }
  const value = async (on: ModbusBus, more: Partial<RegisterRequest> = {}, waitMs = timeoutMs): Promise<number> =>
    (await on.read({ ...request, ...more }, waitMs)).getFloat32(0);
  const readOnce = (on: ModbusBus): Promise<number> => value(on);

  /** Whatever is wrong with the first answer, there is no value from it, and the second is the true one. */
  const damages: readonly [name: string, answer: (request: WireRequest) => Buffer, code: string][] = [
    ["cut off in the middle", (r) => floats(r, 666).subarray(0, 10), "METER_NO_ANSWER"],
    ["whose header promises more than there is", (r) => withByte(floats(r, 666), 5, 0x40), "METER_NO_ANSWER"],
    ["whose header promises more than any answer has", (r) => withByte(floats(r, 666), 4, 0x40), "METER_GARBLED"],
    ["whose header promises less than there is", (r) => withByte(floats(r, 666), 5, 5), "METER_GARBLED"],
    ["of another transaction", (r) => floats({ ...r, transaction: r.transaction + 7 }, 666), "METER_NO_ANSWER"],
    ["from another unit", (r) => floats({ ...r, unitId: 2 }, 666), "METER_GARBLED"],
    ["to another function", (r) => floats({ ...r, functionCode: 3 }, 666), "METER_GARBLED"],
    ["with more registers than asked for", (r) => floats({ ...r, count: 4 }, 666), "METER_GARBLED"],
    ["with fewer registers than asked for", (r) => floats({ ...r, count: 1 }, 666), "METER_GARBLED"],
    ["whose byte count is not that of its data", (r) => withByte(floats(r, 666), 8, 2), "METER_GARBLED"],
    ["that is no Modbus at all", () => Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"), "METER_GARBLED"],
  ];
  for (const [name, damaged, code] of damages) {
    it(`takes no value from an answer ${name}`, async () => {
      let answers = 0;
      const on = await busTo((wire, socket) => socket.write(answers++ === 0 ? damaged(wire) : floats(wire, 50)));
      await assert.rejects(readOnce(on), { code });
      assert.equal(await readOnce(on), 50);
    });
  }

  it("never takes a late answer for that of the next request", async () => {
    let first: (() => void) | undefined;
    const on = await busTo((wire, socket) => {
      if (wire.address === 0) first = () => socket.write(floats(wire, 666));
      else {
        first?.();
        socket.write(floats(wire, 50));
      }
    });
    await assert.rejects(readOnce(on), { code: "METER_NO_ANSWER" });
    assert.equal(await value(on, { address: 10 }), 50);
  });

  it("takes an answer that arrives in pieces", async () => {
    const on = await busTo(async (wire, socket) => {
      for (const byte of floats(wire, 50)) {
        socket.write(Buffer.from([byte]));
        await pause(1);
      }
    });
    assert.equal(await readOnce(on), 50);
  });

  for (const parallel of [1, 4]) {
    it(`has ${parallel} on the way at a time, in the order in which they were asked for`, async () => {
      let open = 0;
      let most = 0;
      const on = await busTo(async (wire, socket) => {
        most = Math.max(most, ++open);
        await pause(5);
        open -= 1;
        socket.write(floats(wire, wire.address));
      }, parallel);
      const addresses = Array.from({ length: 12 }, (_, n) => 2 * n);
      assert.deepEqual(await Promise.all(addresses.map((address) => value(on, { address }))), addresses);
      assert.equal(most, parallel);
      assert.deepEqual(
        slave?.requests.map(({ address }) => address),
        addresses,
      );
    });
  }

  it("keeps what else is on the way when one of them is not answered, and the connection", async () => {
    const on = await busTo((wire, socket) => {
      if (wire.unitId === 2) return;
      setTimeout(() => socket.write(floats(wire, 50)), wire.address === 0 ? 0 : timeoutMs / 2);
    }, 4);
    const silent = value(on, { unitId: 2 });
    const slow = pause(timeoutMs / 2 + 20).then(() => value(on, { address: 4 }));
    await assert.rejects(silent, { code: "METER_NO_ANSWER" });
    assert.equal(await slow, 50);
    assert.equal(await readOnce(on), 50);
    assert.equal(slave?.connections(), 1);
  });

  it("goes on with the next meter when one is silent", async () => {
    const on = await busTo((wire, socket) => {
      if (wire.unitId === 1) socket.write(floats(wire, 50));
    });
    const silent = value(on, { unitId: 2 });
    const [answered] = await Promise.all([readOnce(on), assert.rejects(silent, { code: "METER_NO_ANSWER" })]);
    assert.equal(answered, 50);
  });

  const exceptions: readonly [code: number, error: string][] = [
    [1, "METER_EXCEPTION"],
    [2, "METER_EXCEPTION"],
    [4, "METER_EXCEPTION"],
    [5, "METER_BUSY"],
    [6, "METER_BUSY"],
    [10, "METER_UNIT_REFUSED"],
    [11, "METER_UNIT_REFUSED"],
  ];
  it("names what an exception means, and keeps the connection", async () => {
    const on = await busTo((wire, socket) => socket.write(exception(wire, wire.address)));
    for (const [address, code] of exceptions) {
      await assert.rejects(
        on.read({ ...request, address }, timeoutMs),
        (error: { code: string; params: { exception: number } }) =>
          error.code === code && error.params.exception === address,
      );
    }
    assert.equal(slave?.connections(), 1);
  });

  it("notices at once when the other side hangs up: that is the failure of whom it was asked for", async () => {
    const on = await busTo((_, socket) => socket.end());
    await assert.rejects(value(on, {}, 60_000), { code: "METER_HANGUP" });
  });

  it("ends a request that is running when it is closed, and takes no more", async () => {
    const on = await busTo(() => on.close());
    await assert.rejects(value(on, {}, 60_000), { code: "BUS_CLOSED" });
    await assert.rejects(readOnce(on), { code: "BUS_CLOSED" });
  });

  it("fails at once while an unreachable bus is left alone, and connects when it is back", async () => {
    const port = await freePort();
    bus = busAt(port);
    const on = bus;
    const first = await value(on).catch((error) => error);
    assert.deepEqual([first.code, first.params.detail], ["BUS_UNREACHABLE", "ECONNREFUSED"]);
    slave = await scriptedSlave((wire, socket) => socket.write(floats(wire, 50)), port);
    assert.equal(await readOnce(on).catch((error) => error), first);
    let found: number | undefined;
    await until(() => {
      readOnce(on).then(
        (one) => {
          found = one;
        },
        () => {},
      );
      return found === 50;
    });
  });

  it("tests a connection now, whatever was before", async () => {
    const port = await freePort();
    bus = busAt(port);
    await assert.rejects(bus.probe(timeoutMs), { code: "BUS_UNREACHABLE" });
    slave = await scriptedSlave(() => {}, port);
    await bus.probe(timeoutMs);
  });
});

describe("the buses of a process", () => {
  it("are one for each address, until the last user has gone", async () => {
    const slave = await scriptedSlave((wire, socket) => socket.write(floats(wire, 50)));
    const config = tcp(slave.port);
    const [one, two] = [leaseBus(config), leaseBus({ ...config, timeoutMs: 900 })];
    assert.equal(one.bus, two.bus);
    one.release();
    one.release();
    assert.equal((await two.bus.read(request, timeoutMs)).getFloat32(0), 50);
    two.release();
    await until(() => slave.open() === 0);
    const three = leaseBus(config);
    assert.notEqual(three.bus, two.bus);
    three.release();
    await slave.stop();
  });
});

function withByte(frame: Buffer, at: number, byte: number): Buffer {
  frame.writeUInt8(byte, at);
  return frame;
}
