import assert from "node:assert/strict";
import { memoryStream } from "../../dist/bench/modbus/memory-stream.js";
import type { RegisterRequest } from "../../dist/lib/acquire/meter-session.js";
import { TcpConnection } from "../../dist/lib/io/modbus/tcp-connection.js";

const request: RegisterRequest = { meter: "m1", unitId: 1, functionCode: 3, address: 0, count: 1 };
const requestBytes = 12;

/** The answer whose one register holds `value`. */
function answerTo(frame: Buffer, value: number): Buffer {
  const answer = Buffer.from([0, 0, 0, 0, 0, 5, frame.readUInt8(6), frame.readUInt8(7), 2, 0, value]);
  frame.copy(answer, 0, 0, 2);
  return answer;
}

describe("a Modbus TCP connection", () => {
  it("sends requests of one moment in one piece", async () => {
    const pieces: number[] = [];
    const connection = new TcpConnection(
      "here",
      memoryStream((bytes, stream) => {
        pieces.push(bytes.length / requestBytes);
        for (let at = 0; at < bytes.length; at += requestBytes) stream.push(answerTo(bytes.subarray(at), 50));
      }),
    );
    const four = [0, 1, 2, 3].map((address) => connection.read({ ...request, address }, 1000));
    await Promise.all(four);
    assert.deepEqual(pieces, [4]);
    connection.close();
  });

  it("never gives a late answer to a later request of the same number", async function () {
    this.timeout(20_000);
    let silent: Buffer | undefined;
    const stream = memoryStream((bytes) => {
      for (let at = 0; at < bytes.length; at += requestBytes) {
        const frame = Buffer.from(bytes.subarray(at, at + requestBytes));
        if (!silent) silent = frame;
        else stream.push(answerTo(frame, frame.readUInt16BE(0) === silent.readUInt16BE(0) ? 66 : 50));
      }
    });
    const connection = new TcpConnection("here", stream);
    await assert.rejects(connection.read(request, 1), { code: "METER_NO_ANSWER" });
    // More than there are numbers.
    for (let n = 0; n < 70_000; n++) assert.equal((await connection.read(request, 1000)).getUint16(0), 50);
    const next = connection.read(request, 1000);
    stream.push(answerTo(silent as unknown as Buffer, 66));
    assert.equal((await next).getUint16(0), 50);
    connection.close();
  });

  it("is worn when a thousand requests have stayed without an answer", async () => {
    const connection = new TcpConnection(
      "here",
      memoryStream(() => {}),
    );
    const rejected = Array.from({ length: 1000 }, () =>
      assert.rejects(connection.read(request, 1), { code: "METER_NO_ANSWER" }),
    );
    assert.equal(connection.worn, false);
    await Promise.all(rejected);
    assert.equal(connection.worn, true);
    connection.close();
  });
});
