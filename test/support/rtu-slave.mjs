// A serial line with meters, in a process of its own so that its timing is nobody else's. Reads one JSON document
// from standard input (see rtu-line.ts), prints where it listens, answers "stats" with one line of JSON, and ends
// with its input.
import { once } from "node:events";
import { createInterface } from "node:readline";
import { openPty } from "../../dist/lib/io/pty.js";
import { serveRtuOverTcp, serveRtuOverUdp } from "../../dist/lib/io/rtu-network.js";
import { serveRtu } from "../../dist/lib/io/rtu-server.js";

const lines = createInterface({ input: process.stdin });
const first = await once(lines, "line");
const { units, transport, line, options, paths } = JSON.parse(first[0]);

const stats = { frames: 0, early: 0, minSilenceChars: null, byUnit: {} };
const onFrame = ({ unitId, early, silenceChars }) => {
  stats.frames += 1;
  if (early) stats.early += 1;
  stats.byUnit[unitId] = (stats.byUnit[unitId] ?? 0) + 1;
  if (Number.isFinite(silenceChars))
    stats.minSilenceChars = Math.min(stats.minSilenceChars ?? silenceChars, silenceChars);
};

/** Reads of holding and input registers alike; unknown addresses are 0, or refused by a sparse unit. */
function read(unit, request) {
  const view = new DataView(request.buffer, request.byteOffset, request.byteLength);
  const functionCode = view.getUint8(0);
  const refuse = (exception) => Uint8Array.of(functionCode | 0x80, exception);
  if (functionCode !== 3 && functionCode !== 4) return refuse(1);
  const [address, count] = [view.getUint16(1), view.getUint16(3)];
  if (count < 1 || count > (unit.maxRegisters ?? 125)) return refuse(3);
  const response = Buffer.alloc(2 + 2 * count);
  response.writeUInt8(functionCode, 0);
  response.writeUInt8(2 * count, 1);
  for (let n = 0; n < count; n++) {
    const word = unit.registers[address + n];
    if (word === undefined && unit.sparse) return refuse(2);
    response.writeUInt16BE(word ?? 0, 2 + 2 * n);
  }
  return response;
}

const reshapes = {
  crc: (frame) => frame.with(frame.length - 1, frame[frame.length - 1] ^ 0xff),
  half: (frame) => frame.subarray(0, frame.length >> 1),
  garbage: (frame) => frame.map((byte, n) => (byte * 31 + n * 17 + 5) & 0xff),
};

const asked = {};
function answer(unitId, request) {
  const unit = units[unitId];
  if (!unit) return undefined;
  asked[unitId] = (asked[unitId] ?? 0) + 1;
  const { fault, every = 1, delayMs } = unit;
  const pdu = read(unit, request);
  if (!fault || asked[unitId] % every !== 0) return { pdu, delayMs };
  if (fault === "silence") return undefined;
  if (fault === "wrong-unit") return { pdu, unitId: (unitId % 247) + 1, delayMs };
  if (fault === "exception") return { pdu: Uint8Array.of(request[0] | 0x80, unit.exception ?? 4), delayMs };
  return { pdu, delayMs, reshape: reshapes[fault] };
}

const play = (stream) => {
  const rtu = serveRtu(stream, line, answer, { ...options, precise: true, onFrame });
  return () => rtu.close();
};
const onError = (error) => {
  throw error;
};
const network = { host: "127.0.0.1", port: 0, play, onError };
let stop;
if (paths) {
  const pty = await openPty(paths[0], paths[1]);
  play(pty.openEnd(paths[1]));
  stop = () => pty.close();
  console.log(JSON.stringify({ path: paths[0] }));
} else {
  const server = await (transport === "udp" ? serveRtuOverUdp : serveRtuOverTcp)(network);
  stop = () => server.close();
  console.log(JSON.stringify({ port: server.port }));
}
lines.on("line", () => console.log(JSON.stringify(stats)));
lines.on("close", () => stop().then(() => process.exit(0)));
