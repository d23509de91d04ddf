import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { type ModbusServer, serveModbus } from "../../dist/lib/io/modbus-server.js";

/** A read of two registers at address 1 of unit 7, as transaction 0x1234. */
const request = Buffer.from([0x12, 0x34, 0, 0, 0, 6, 7, 3, 0, 1, 0, 2]);
/** Its answer: exception 2. The length counts unit id, function and exception. */
const expected = Buffer.from([0x12, 0x34, 0, 0, 0, 3, 7, 0x83, 2]);

describe("the Modbus server", () => {
  let server: ModbusServer;
  let asked: number[];

  beforeEach(async () => {
    asked = [];
    const answer = (unitId: number): Uint8Array => {
      asked.push(unitId);
      return Uint8Array.of(0x83, 2);
    };
    server = await serveModbus("127.0.0.1", 0, answer, assert.ifError);
  });
  afterEach(() => server.close());

  async function client(): Promise<Socket> {
    const socket = connect(server.port, "127.0.0.1");
    await once(socket, "connect");
    socket.setNoDelay(true);
    return socket;
  }

  /** As many bytes as asked for. */
  async function read(socket: Socket, length: number): Promise<Buffer> {
    let received = Buffer.alloc(0);
    while (received.length < length) {
      const [chunk] = (await once(socket, "data")) as [Buffer];
      received = Buffer.concat([received, chunk]);
    }
    return received;
  }

  it("answers with the transaction and unit id of the request", async () => {
    server.release();
    const socket = await client();
    socket.write(request);
    assert.deepEqual(await read(socket, expected.length), expected);
    assert.deepEqual(asked, [7]);
    socket.destroy();
  });

  it("understands requests that arrive in pieces, or several at once", async () => {
    server.release();
    const socket = await client();
    socket.write(request.subarray(0, 3));
    await new Promise((resolve) => setImmediate(resolve));
    socket.write(Buffer.concat([request.subarray(3), request, request]));
    assert.deepEqual(await read(socket, 3 * expected.length), Buffer.concat([expected, expected, expected]));
    socket.destroy();
  });

  it("hangs up on what is no Modbus instead of waiting for more of it", async () => {
    server.release();
    for (const noise of ["GET / HTTP/1.1\r\n\r\n", Buffer.from([0, 1, 0, 0, 0xff, 0xff, 1, 3])]) {
      const socket = await client();
      socket.resume();
      socket.write(noise);
      await once(socket, "close");
    }
    assert.deepEqual(asked, []);
  });

  it("answers one after the other, so that a slow meter holds up the next one", async () => {
    await server.close();
    const answer = (unitId: number) => (unitId === 7 ? { pdu: Uint8Array.of(3, 0), delayMs: 40 } : Uint8Array.of(4, 0));
    server = await serveModbus("127.0.0.1", 0, answer, assert.ifError);
    server.release();
    const socket = await client();
    const begin = performance.now();
    socket.write(Buffer.concat([request, request.with(6, 8), request]));
    const received = await read(socket, 27);
    assert.deepEqual(
      [received[6], received[15], received[24]],
      [7, 8, 7],
      "unit ids in the order in which they were asked",
    );
    assert.ok(performance.now() - begin >= 79);
    socket.destroy();
  });

  it("ends a connection after what it was to send, and answers nothing more on it", async () => {
    await server.close();
    const half = (frame: Uint8Array) => frame.slice(0, 4);
    server = await serveModbus(
      "127.0.0.1",
      0,
      () => ({ pdu: Uint8Array.of(3, 0), reshape: half, hangUp: true }),
      () => assert.fail(),
    );
    server.release();
    const socket = await client();
    const received: number[] = [];
    socket.on("data", (chunk: Buffer) => received.push(...chunk));
    socket.write(Buffer.concat([request, request]));
    await once(socket, "close");
    assert.deepEqual(received, [0x12, 0x34, 0, 0]);
  });

  it("says nothing where there is no answer", async () => {
    await server.close();
    server = await serveModbus(
      "127.0.0.1",
      0,
      (unitId) => (unitId === 7 ? undefined : Uint8Array.of(3, 0)),
      () => assert.fail(),
    );
    server.release();
    const socket = await client();
    socket.write(Buffer.concat([request, request.with(6, 8)]));
    assert.equal((await read(socket, 9))[6], 8);
    socket.destroy();
  });

  it("lets clients wait until it is released, and answers them then", async () => {
    const socket = await client();
    socket.write(request);
    const another = await client();
    assert.deepEqual(asked, []);
    server.release();
    assert.deepEqual(await read(socket, expected.length), expected);
    socket.destroy();
    another.destroy();
  });
});
