import { DateTime } from "luxon";
import { gridOf } from "../metering/grid";

export const hoursOfWeek = 168;
const hoursOfDay = 24;

interface Hour {
  readonly from: number;
  readonly to: number;
  /** From Monday 0:00 of the site's clock, 0 to 167. */
  readonly hour: number;
}

/** The hours of the week by a site's clock; the last one found answers nearly every question. */
export class LocalWeek {
  readonly #grid;
  #last: Hour = { from: 0, to: 0, hour: 0 };

  /** Throws CONFIG_INVALID for a zone that does not exist. */
  constructor(private readonly timeZone: string) {
    this.#grid = gridOf("60m", timeZone);
  }

  hourAt(at: number): number {
    if (at < this.#last.from || at >= this.#last.to) {
      const { weekday, hour } = DateTime.fromMillis(at, { zone: this.timeZone });
      this.#last = { ...this.#grid.spanAt(at), hour: (weekday - 1) * hoursOfDay + hour };
    }
    return this.#last.hour;
  }
}
