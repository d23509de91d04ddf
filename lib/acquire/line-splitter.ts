/** Far more than any line that is expected; what is longer is no line. */
const maxLength = 200;

/** Cuts a stream of text into lines, wherever its chunks end; keeps no more than one line. */
export class LineSplitter {
  #begun = "";
  #tooLong = false;

  /** Gives the lines that are complete; one that was too long comes as "". */
  push(chunk: string): string[] {
    const parts = chunk.split("\n");
    const rest = parts.pop() ?? "";
    const lines = parts.map((part) => this.#complete(part));
    this.#extend(rest);
    return lines;
  }

  #complete(part: string): string {
    this.#extend(part);
    const line = this.#tooLong ? "" : this.#begun;
    this.#begun = "";
    this.#tooLong = false;
    return line;
  }

  #extend(part: string): void {
    this.#begun += part;
    if (this.#begun.length <= maxLength) return;
    this.#begun = "";
    this.#tooLong = true;
  }
}
