import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect } from "node:net";
import { type LineServer, type NetworkLine, serveRtuOverTcp, serveRtuOverUdp } from "../../dist/lib/io/rtu-network.js";
import { serveRtu } from "../../dist/lib/io/rtu-server.js";
import type { Answer } from "../../dist/lib/simulate/reply.js";
import { rtuFrame } from "../../dist/lib/simulate/rtu-frame.js";

const line = { baud: 115_200, parity: "none", stopBits: 1 } as const;
const request = rtuFrame(7, Uint8Array.of(3, 0, 0, 0, 1));
const pdu = Uint8Array.of(3, 2, 0x12, 0x34);
const response = rtuFrame(7, pdu);

const behind = (answer: Answer, port = 0): NetworkLine => ({
  host: "127.0.0.1",
  port,
  onError: assert.ifError,
  play(master) {
    const server = serveRtu(master, line, answer, { timing: false });
    return () => server.close();
  },
});

describe("a line behind a transparent gateway", () => {
  let server: LineServer;
  afterEach(() => server.close());

  /** Everything that comes over TCP for these bytes until the connection ends, or as many bytes as asked for. */
  async function askTcp(bytes: Uint8Array, enough = Number.POSITIVE_INFINITY): Promise<number[]> {
    const socket = connect(server.port, "127.0.0.1");
    const received: number[] = [];
    const complete = new Promise<void>((resolve) => {
      socket.on("close", () => resolve());
      socket.on("data", (chunk: Buffer) => {
        received.push(...chunk);
        if (received.length >= enough) resolve();
      });
    });
    await once(socket, "connect");
    socket.write(bytes);
    await complete;
    socket.destroy();
    return received;
  }

  it("answers every master on its own connection", async () => {
    server = await serveRtuOverTcp(behind(() => pdu));
    const answers = await Promise.all([1, 2, 3].map(() => askTcp(request, response.length)));
    assert.deepEqual(answers, new Array(3).fill([...response]));
  });

  it("cuts the connection after half an answer where that is asked of it", async () => {
    const half = (frame: Uint8Array) => frame.slice(0, 3);
    server = await serveRtuOverTcp(behind(() => ({ pdu, reshape: half, hangUp: true })));
    assert.deepEqual(await askTcp(request), [...response.slice(0, 3)]);
  });

  it("answers over UDP whoever has asked", async () => {
    server = await serveRtuOverUdp(behind(() => pdu));
    for (let master = 0; master < 2; master++) {
      const socket = createSocket("udp4");
      const answer = once(socket, "message");
      socket.send(request, server.port, "127.0.0.1");
      const [bytes] = (await answer) as [Buffer];
      assert.deepEqual([...bytes], [...response]);
      socket.close();
    }
  });

  for (const [name, serve] of [
    ["TCP", serveRtuOverTcp],
    ["UDP", serveRtuOverUdp],
  ] as const) {
    it(`says where it cannot listen for ${name}`, async () => {
      server = await serve(behind(() => pdu));
      await assert.rejects(serve(behind(() => pdu, server.port)), { code: "EADDRINUSE" });
    });
  }
});
