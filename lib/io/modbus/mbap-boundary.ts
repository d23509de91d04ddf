const headerBytes = 6;
/** Unit id and the longest answer by the standard. */
const longest = 254;

/** Follows the frames in a Modbus TCP stream (MBAP: transaction, protocol 0, length), however it arrives in pieces. */
export class MbapBoundary {
  readonly #header = Buffer.alloc(headerBytes);
  #headerSeen = 0;
  #bodyLeft = 0;
  #lost = false;

  /** Whether the stream is within a frame, or was never Modbus: what comes next has no certain place in it. */
  get doubtful(): boolean {
    return this.#lost || this.#headerSeen > 0 || this.#bodyLeft > 0;
  }

  take(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length && !this.#lost) {
      if (this.#bodyLeft > 0) {
        const skipped = Math.min(this.#bodyLeft, chunk.length - at);
        this.#bodyLeft -= skipped;
        at += skipped;
        continue;
      }
      const copied = chunk.copy(this.#header, this.#headerSeen, at, at + headerBytes - this.#headerSeen);
      this.#headerSeen += copied;
      at += copied;
      if (this.#headerSeen < headerBytes) return;
      this.#headerSeen = 0;
      this.#bodyLeft = this.#header.readUInt16BE(4);
      this.#lost = this.#header.readUInt16BE(2) !== 0 || this.#bodyLeft < 2 || this.#bodyLeft > longest;
    }
  }
}
