import { crc16 } from "../acquire/crc16";

/** One request as it stood on the line. */
export interface RtuFrame {
  readonly unitId: number;
  /** Function code and data. */
  readonly pdu: Uint8Array;
  /** Bytes on the line. */
  readonly length: number;
}

const crcBytes = 2;
const shortest = 4;

/** Unit id and PDU as bytes on the line. */
export function rtuFrame(unitId: number, pdu: Uint8Array): Uint8Array {
  const frame = new Uint8Array(1 + pdu.length + crcBytes);
  frame[0] = unitId;
  frame.set(pdu, 1);
  new DataView(frame.buffer).setUint16(1 + pdu.length, crc16(frame.subarray(0, -crcBytes)), true);
  return frame;
}

/** Length of a request, bytes: the line itself says nothing of it. Undefined while too little of it has come. */
function requestLength(bytes: Uint8Array): number | undefined {
  switch (bytes[1]) {
    case undefined:
      return undefined;
    case 7:
    case 11:
    case 12:
    case 17:
      return shortest;
    case 15:
    case 16:
      return bytes[6] === undefined ? undefined : 9 + bytes[6];
    case 43:
      return 7;
    default:
      return 8;
  }
}

/**
 * Cuts a stream of bytes into requests. What has no correct CRC is passed over byte by byte, until a request is
 * found again; a stream that has been damaged never stays so.
 */
export class RtuRequests {
  #pending: Uint8Array = new Uint8Array(0);

  /** Bytes of a request that is not complete. */
  get pending(): number {
    return this.#pending.length;
  }

  /** Forgets what has come of an incomplete request. */
  reset(): void {
    this.#pending = new Uint8Array(0);
  }

  push(bytes: Uint8Array): RtuFrame[] {
    const all = new Uint8Array(this.#pending.length + bytes.length);
    all.set(this.#pending);
    all.set(bytes, this.#pending.length);
    const frames: RtuFrame[] = [];
    let start = 0;
    while (start < all.length) {
      const rest = all.subarray(start);
      const length = requestLength(rest);
      if (length === undefined || rest.length < length) break;
      const frame = rest.subarray(0, length);
      // The CRC of a frame with its own CRC is 0.
      if (crc16(frame) === 0) {
        frames.push({ unitId: frame[0] ?? 0, pdu: frame.slice(1, -crcBytes), length });
        start += length;
      } else start += 1;
    }
    this.#pending = all.slice(start);
    return frames;
  }
}
