import type { RegisterRequest } from "../../lib/acquire/meter-session";
import type { Dice } from "./dice";

/** One frame format: a true answer, and what may happen to it on its way. */
export interface Framing {
  /** Of a request frame as it was sent. */
  answerTo(frame: Buffer, data: Buffer): Buffer;
  /** Bytes from which no receiver may take a value. */
  damaged(answer: Buffer, dice: Dice): Buffer;
  requestIn(frame: Buffer): Pick<RegisterRequest, "unitId" | "functionCode" | "count">;
  readonly requestBytes: number;
}

const mbapHeader = 6;

/** Modbus TCP has no check of its own: what can be noticed is damage to what comes before the data, and missing bytes. */
export const tcpFraming: Framing = {
  requestBytes: 12,
  requestIn: (frame) => ({
    unitId: frame.readUInt8(6),
    functionCode: frame.readUInt8(7) as 3 | 4,
    count: frame.readUInt16BE(10),
  }),
  answerTo(frame, data) {
    const head = Buffer.from([0, 0, 0, 0, 0, 3 + data.length, frame.readUInt8(6), frame.readUInt8(7), data.length]);
    frame.copy(head, 0, 0, 2);
    return Buffer.concat([head, data]);
  },
  damaged(answer, dice) {
    switch (dice.below(5)) {
      case 0:
        return answer.subarray(0, dice.below(answer.length));
      case 1:
        return withOtherCount(answer, dice);
      case 2:
        return dice.bytes(1 + dice.below(300));
      case 3:
        return flipped(answer, mbapHeader + 3, dice, 1 + dice.below(4));
      default:
        return flipped(answer, mbapHeader + 3, dice, 1);
    }
  },
};

/** RTU frames carry a CRC, so any of their bytes may be damaged. */
export const rtuFraming: Framing = {
  requestBytes: 8,
  requestIn: (frame) => ({
    unitId: frame.readUInt8(0),
    functionCode: frame.readUInt8(1) as 3 | 4,
    count: frame.readUInt16BE(4),
  }),
  answerTo: (frame, data) => checked(Buffer.concat([frame.subarray(0, 2), Buffer.from([data.length]), data])),
  damaged(answer, dice) {
    for (;;) {
      const bytes = rtuDamage(answer, dice);
      // A CRC lets one in 65,536 pass: that is the protocol's weakness, not the reader's.
      if (!holdsFrame(bytes, answer)) return bytes;
    }
  },
};

function rtuDamage(answer: Buffer, dice: Dice): Buffer {
  switch (dice.below(5)) {
    case 0:
      return answer.subarray(0, dice.below(answer.length));
    case 1:
      return Buffer.concat([dice.bytes(1 + dice.below(20)), flipped(answer, answer.length, dice, 1)]);
    case 2:
      return dice.bytes(1 + dice.below(300));
    case 3:
      return flipped(answer, answer.length, dice, 1 + dice.below(8));
    default:
      return Buffer.concat([answer.subarray(0, dice.below(answer.length)), answer.subarray(dice.below(answer.length))]);
  }
}

/** With other bytes at so many places before `end`. */
function flipped(answer: Buffer, end: number, dice: Dice, times: number): Buffer {
  const bytes = Buffer.from(answer);
  const places = new Set(Array.from({ length: times }, () => dice.below(end)));
  for (const at of places) bytes[at] = dice.otherThan(bytes[at] ?? 0);
  return bytes;
}

/** A frame that is right in itself, for another number of registers than was asked for. */
function withOtherCount(answer: Buffer, dice: Dice): Buffer {
  const asked = answer.readUInt8(8) / 2;
  const count = ((asked + dice.below(119)) % 120) + 1;
  const head = Buffer.from(answer.subarray(0, 9));
  head.writeUInt16BE(3 + 2 * count, 4);
  head.writeUInt8(2 * count, 8);
  return Buffer.concat([head, dice.bytes(2 * count)]);
}

/** Whether a whole answer to the same request, or a refusal, stands anywhere in these bytes. */
function holdsFrame(bytes: Buffer, { 0: unitId, 1: functionCode, length }: Buffer): boolean {
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== unitId) continue;
    const size = bytes[at + 1] === functionCode ? length : bytes[at + 1] === ((functionCode ?? 0) | 0x80) ? 5 : 0;
    if (size === 0 || at + size > bytes.length) continue;
    const frame = bytes.subarray(at, at + size);
    if (checked(frame.subarray(0, -2)).equals(frame)) return true;
  }
  return false;
}

/** With its CRC, worked out bit by bit: not by the code that is put to the test. */
function checked(body: Buffer): Buffer {
  let crc = 0xffff;
  for (const byte of body) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  }
  return Buffer.concat([body, Buffer.from([crc & 0xff, crc >> 8])]);
}
