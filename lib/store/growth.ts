const minute = 60_000;
const hour = 60 * minute;

interface Sample {
  readonly at: number;
  readonly records: number;
}

/** How fast the journal grew in the last hour. */
export class Growth {
  #samples: Sample[] = [];

  /** `records`: how many were ever stored. Keeps about one sample a minute. */
  note(now: number, records: number): void {
    const last = this.#samples.at(-1);
    if (last && now >= last.at && now - last.at < minute) return;
    // A clock that was set back makes the older samples meaningless.
    const usable = last && now < last.at ? [] : this.#samples.filter((sample) => now - sample.at <= hour);
    this.#samples = [...usable, { at: now, records }];
  }

  /** Null until a minute has been seen. */
  recordsPerHour(now: number, records: number): number | null {
    const first = this.#samples[0];
    if (!first || now - first.at < minute) return null;
    return ((records - first.records) * hour) / (now - first.at);
  }
}

export interface Room {
  /** Bytes the journal holds now, and may hold. */
  readonly usedBytes: number;
  readonly maxBytes: number;
  /** Free on the disk. */
  readonly freeBytes: number;
  readonly records: number;
  /** Records that the slowest target has not had. */
  readonly undelivered: number;
  readonly recordsPerHour: number | null;
}

/** Hours until an outage beginning now would cost undelivered records; null while that is unknown. */
export function outageHoursLeft(room: Room): number | null {
  if (room.records === 0 || room.recordsPerHour === null || room.recordsPerHour <= 0) return null;
  const bytesPerRecord = room.usedBytes / room.records;
  const limit = Math.min(room.maxBytes, room.usedBytes + room.freeBytes);
  const free = limit - room.undelivered * bytesPerRecord;
  return Math.max(0, free / (room.recordsPerHour * bytesPerRecord));
}
