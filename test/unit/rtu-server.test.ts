import assert from "node:assert/strict";
import { type LineFrame, type RtuServer, type RtuServerOptions, serveRtu } from "../../dist/lib/io/rtu-server.js";
import { rtuFrame } from "../../dist/lib/simulate/rtu-frame.js";
import { until } from "../support/until.ts";

const line = { baud: 9600, parity: "none", stopBits: 1 } as const;
const charMs = 10_000 / 9600;
const request = rtuFrame(7, Uint8Array.of(3, 0, 0, 0, 1));
const pdu = Uint8Array.of(3, 2, 0x12, 0x34);

/** A line whose bytes the test sends and sees. */
class Wire {
  readonly written: { readonly bytes: Uint8Array; readonly at: number }[] = [];
  cut = false;
  #listener: ((bytes: Uint8Array) => void) | undefined;

  on(_event: "data", listener: (bytes: Uint8Array) => void): void {
    this.#listener = listener;
  }
  off(): void {
    this.#listener = undefined;
  }
  write(bytes: Uint8Array): void {
    this.written.push({ bytes, at: performance.now() });
  }
  end(): void {
    this.cut = true;
  }
  send(...bytes: number[]): void {
    this.#listener?.(Uint8Array.from(bytes));
  }
  answered(): number[] {
    return this.written.flatMap(({ bytes }) => [...bytes]);
  }
}

describe("the RTU server", () => {
  let wire: Wire;
  let seen: LineFrame[];
  let server: RtuServer | undefined;
  const serve = (options: Partial<RtuServerOptions>, answer = (unitId: number) => (unitId === 7 ? pdu : undefined)) => {
    server = serveRtu(wire, line, answer, { timing: true, onFrame: (frame) => seen.push(frame), ...options });
  };
  const answers = (count: number) => until(() => wire.answered().length >= count);
  const pauseOf = async (chars: number): Promise<void> => {
    const end = performance.now() + chars * charMs;
    while (performance.now() < end) await new Promise(setImmediate);
  };

  beforeEach(() => {
    wire = new Wire();
    seen = [];
  });
  afterEach(() => server?.close());

  it("answers no sooner than request, silence, turnaround and answer take on the line", async () => {
    serve({ turnaroundMs: 20, precise: true });
    const begin = performance.now();
    wire.send(...request);
    await answers(7);
    assert.deepEqual(wire.answered(), [...rtuFrame(7, pdu)]);
    const least = (8 + 3.5 + 7) * charMs + 20;
    assert.ok((wire.written[0]?.at ?? 0) - begin >= least);
  });

  it("lets the answer come in pieces, each with its last byte", async () => {
    serve({ pieces: true });
    const begin = performance.now();
    wire.send(...request);
    await answers(7);
    assert.deepEqual(
      wire.written.map(({ bytes }) => bytes.length),
      [5, 2],
    );
    assert.ok((wire.written[0]?.at ?? 0) - begin >= (8 + 3.5 + 5) * charMs);
  });

  it("counts a request after less than 3.5 characters of silence as early", async () => {
    serve({});
    wire.send(...request);
    await answers(7);
    await pauseOf(1);
    wire.send(...request);
    await answers(14);
    await pauseOf(4);
    wire.send(...request);
    await answers(21);
    assert.deepEqual(
      seen.map(({ unitId }) => unitId),
      [7, 7, 7],
    );
    assert.equal(seen[0]?.early, false);
    assert.equal(seen[2]?.early, false);
    // A busy machine makes pauses longer, never shorter.
    assert.equal(seen[1]?.early, (seen[1]?.silenceChars ?? 0) < 3.5);
    assert.ok((seen[2]?.silenceChars ?? 0) >= 4);
  });

  it("sees a request that runs into an answer", async () => {
    serve({ turnaroundMs: 100 });
    wire.send(...request, ...request);
    await until(() => seen.length === 2);
    assert.equal(seen[1]?.early, true);
    assert.ok((seen[1]?.silenceChars ?? 0) < 0);
  });

  it("leaves early requests without an answer where meters do so", async () => {
    serve({ ignoreEarly: true });
    wire.send(...request, ...request);
    await answers(7);
    await pauseOf(40);
    assert.equal(wire.answered().length, 7);
  });

  it("stays silent for other units, for damaged requests and for broadcasts", async () => {
    serve({ timing: false }, () => pdu);
    wire.send(...request.with(3, 9));
    wire.send(...rtuFrame(0, Uint8Array.of(3, 0, 0, 0, 1)));
    wire.send(...request);
    await answers(7);
    assert.deepEqual(wire.answered(), [...rtuFrame(7, pdu)]);
  });

  it("plays what is wrong with an answer: late, of another unit, of other bytes, cut off", async () => {
    const half = (frame: Uint8Array) => frame.subarray(0, 3);
    server = serveRtu(wire, line, () => ({ pdu, unitId: 8, delayMs: 30, reshape: half, hangUp: true }), {
      timing: false,
    });
    const begin = performance.now();
    wire.send(...request);
    await until(() => wire.cut);
    assert.deepEqual(wire.answered(), [8, 3, 2]);
    assert.ok(performance.now() - begin >= 30);
  });

  it("writes nothing after it was closed", async () => {
    serve({});
    wire.send(...request);
    server?.close();
    await pauseOf(40);
    assert.deepEqual(wire.written, []);
  });
});
