import { appendFileSync, renameSync, statSync } from "node:fs";

const maxBytes = 5_000_000;

/** A log that never takes more than twice its size: the file and the one before it (`.1`). */
export class LogFile {
  #bytes: number;

  constructor(readonly file: string) {
    this.#bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** At once, so that the last words before a crash are kept. Throws what the file system says. */
  write(line: string): void {
    if (this.#bytes > maxBytes) {
      renameSync(this.file, `${this.file}.1`);
      this.#bytes = 0;
    }
    appendFileSync(this.file, `${line}\n`, { mode: 0o600 });
    this.#bytes += Buffer.byteLength(line) + 1;
  }
}
