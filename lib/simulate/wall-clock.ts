import { IANAZone } from "luxon";
import { EnergyError } from "../contract/error";

/** A change of the zone's offset: the wall clock goes from one reading to another within no time. */
export interface ClockChange {
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

/** 00:00 on the wall of Monday 2018-01-01, when the load series begins. Wall times are ms from there. */
const wallOrigin = Date.UTC(2018, 0, 1);
/** The simulated meters were installed, at zero, when this year began. */
export const installedAt = Date.UTC(2026, 0, 1);

const minuteMs = 60_000;
const quarterMs = 15 * minuteMs;
const scanMs = 20 * 24 * 60 * minuteMs;

/** What the clock on the plant's wall shows, in the site's zone, and when it was changed since the meters were installed. */
export class WallClock {
  readonly #zone: IANAZone;
  readonly #changes: ClockChange[] = [];
  #scannedTo = installedAt;
  #quarter = Number.NaN;
  #quarterOffset = 0;

  /** Throws CONFIG_INVALID for a zone that does not exist. */
  constructor(timeZone: string) {
    this.#zone = IANAZone.create(timeZone);
    if (!this.#zone.isValid) {
      throw new EnergyError("CONFIG_INVALID", { place: "timeZone", detail: `unknown time zone "${timeZone}"` });
    }
  }

  /** Wall time at `at` (ms UTC). */
  wallAt(at: number): number {
    return at + this.#offset(at) * minuteMs - wallOrigin;
  }

  /** Minutes. Zones change on quarter hours only, and all meters ask for the same moment one after the other. */
  #offset(at: number): number {
    const quarter = Math.floor(at / quarterMs);
    if (quarter !== this.#quarter) {
      this.#quarter = quarter;
      this.#quarterOffset = this.#zone.offset(quarter * quarterMs);
    }
    return this.#quarterOffset;
  }

  /** The changes from the installation up to `at`, oldest first. */
  changesUntil(at: number): readonly ClockChange[] {
    while (this.#scannedTo < at) {
      const next = this.#scannedTo + scanMs;
      if (this.#zone.offset(next) !== this.#zone.offset(this.#scannedTo)) {
        this.#changes.push(this.#changeWithin(this.#scannedTo, next));
      }
      this.#scannedTo = next;
    }
    const later = this.#changes.findIndex((change) => change.at > at);
    return later === -1 ? this.#changes : this.#changes.slice(0, later);
  }

  #changeWithin(from: number, to: number): ClockChange {
    const old = this.#zone.offset(from);
    let [same, changed] = [from, to];
    while (changed - same > minuteMs) {
      const middle = same + Math.floor((changed - same) / 2 / minuteMs) * minuteMs;
      if (this.#zone.offset(middle) === old) same = middle;
      else changed = middle;
    }
    return { at: changed, before: changed + old * minuteMs - wallOrigin, after: this.wallAt(changed) };
  }
}
