/** Looks in a row without a loss after which a full journal counts as mended: retention does not work at every look. */
const calmLooks = 60;

/** Whether a journal is losing undelivered records, seen from a count that only grows and outlives restarts. */
export class DroppedRecords {
  #last: number | undefined;
  #calm = 0;

  /** `losing`: more than at the last look; `calm`: none for long. The first look only begins the count. */
  look(dropped: number): "losing" | "calm" | "unchanged" {
    const grown = this.#last !== undefined && dropped > this.#last;
    this.#last = dropped;
    this.#calm = grown ? 0 : this.#calm + 1;
    if (grown) return "losing";
    return this.#calm >= calmLooks ? "calm" : "unchanged";
  }
}
