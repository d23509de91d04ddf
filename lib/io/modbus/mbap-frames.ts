const headerBytes = 6;
/** Unit id, function and at least one byte more; at most what the standard allows. */
const lengths = { least: 3, most: 254 };

/** Cuts a Modbus TCP stream (MBAP: transaction, protocol 0, length, unit id) into its frames, however it arrives in pieces. */
export class MbapFrames {
  #pending: Buffer = Buffer.alloc(0);

  /** Whether the stream is within a frame: what comes next belongs to it. */
  get within(): boolean {
    return this.#pending.length > 0;
  }

  /** Gives each frame that is now whole to `each`; false where the stream is no Modbus: nothing in it has its place any more. */
  push(chunk: Buffer, each: (frame: Buffer) => void): boolean {
    const bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    let at = 0;
    while (at + headerBytes <= bytes.length) {
      const length = bytes.readUInt16BE(at + 4);
      if (bytes.readUInt16BE(at + 2) !== 0 || length < lengths.least || length > lengths.most) return false;
      const end = at + headerBytes + length;
      if (end > bytes.length) break;
      each(bytes.subarray(at, end));
      at = end;
    }
    this.#pending = bytes.subarray(at);
    return true;
  }
}
