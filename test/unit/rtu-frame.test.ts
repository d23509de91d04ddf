import assert from "node:assert/strict";
import { crc16 } from "../../dist/lib/acquire/crc16.js";
import { characterMs, silenceMs } from "../../dist/lib/acquire/serial-timing.js";
import { RtuRequests, rtuFrame } from "../../dist/lib/simulate/rtu-frame.js";

/** From the Modbus over serial line specification and its many worked examples: read 10 registers at 0 of unit 1. */
const request = Uint8Array.of(0x01, 0x03, 0x00, 0x00, 0x00, 0x0a, 0xc5, 0xcd);
const asked = { unitId: 1, pdu: request.slice(1, 6), length: 8 };

describe("frames on a serial line", () => {
  it("end with the CRC of the standard", () => {
    assert.equal(crc16(new TextEncoder().encode("123456789")), 0x4b37);
    assert.deepEqual(rtuFrame(1, asked.pdu), request);
  });

  it("are found whole, in pieces and several at once", () => {
    const requests = new RtuRequests();
    assert.deepEqual(requests.push(request), [asked]);
    for (const byte of request.subarray(0, 7)) assert.deepEqual(requests.push(Uint8Array.of(byte)), []);
    assert.deepEqual(requests.push(request.subarray(7)), [asked]);
    assert.deepEqual(requests.push(Uint8Array.of(...request, ...request)), [asked, asked]);
    assert.equal(requests.pending, 0);
  });

  it("are found again after any damage", () => {
    for (let lost = 0; lost < request.length; lost++) {
      const requests = new RtuRequests();
      const damaged = request.filter((_, n) => n !== lost);
      const found = requests.push(Uint8Array.of(...damaged, ...request, ...request));
      assert.deepEqual(found.at(-1), asked, `byte ${lost} lost`);
      assert.equal(requests.pending, 0);
    }
  });

  it("are not invented from noise", () => {
    const requests = new RtuRequests();
    const noise = Uint8Array.from({ length: 4000 }, (_, n) => (n * 73 + (n >> 3) * 11) & 0x7f);
    assert.deepEqual(requests.push(noise), []);
    requests.reset();
    assert.deepEqual(requests.push(request), [asked]);
  });

  it("of other functions have their own lengths", () => {
    const requests = new RtuRequests();
    const slaveId = rtuFrame(7, Uint8Array.of(17));
    const identification = rtuFrame(7, Uint8Array.of(43, 14, 1, 0));
    const write = rtuFrame(7, Uint8Array.of(16, 0, 1, 0, 2, 4, 1, 2, 3, 4));
    const all = requests.push(Uint8Array.of(...slaveId, ...identification, ...write));
    assert.deepEqual(
      all.map(({ pdu }) => pdu[0]),
      [17, 43, 16],
    );
  });
});

describe("the time on a serial line", () => {
  const line = { baud: 9600, parity: "none", stopBits: 1 } as const;

  it("counts ten bits a character, one more for parity and for a second stop bit", () => {
    assert.equal(characterMs(line), 10_000 / 9600);
    assert.equal(characterMs({ ...line, parity: "even" }), 11_000 / 9600);
    assert.equal(characterMs({ ...line, stopBits: 2 }), 11_000 / 9600);
  });

  it("is silent for 3.5 characters between frames, above 19200 baud for 1.75 ms", () => {
    assert.equal(silenceMs(line), 3.5 * characterMs(line));
    assert.equal(silenceMs({ ...line, baud: 19_200 }), 3.5 * characterMs({ ...line, baud: 19_200 }));
    assert.equal(silenceMs({ ...line, baud: 115_200 }), 1.75);
  });
});
