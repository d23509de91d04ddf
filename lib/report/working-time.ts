import { DateTime } from "luxon";
import { PlantCalendar } from "../site/plant-calendar";
import type { SiteModel } from "../site/site-model";
import { quarterMs } from "./quarter-curve";

/** Without a calendar, work is done from 6 to 22 on every day. */
const usualDay = { from: 6, to: 22 };

/** Which quarter-hours of a stretch are working time, by a plant's calendars; each calendar is gone through once. */
export class WorkingTime {
  readonly #calendars: PlantCalendar;
  readonly #masks = new Map<string, Uint8Array>();
  readonly #holidays: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(
    private readonly site: SiteModel,
    private readonly from: number,
    private readonly length: number,
  ) {
    this.#calendars = new PlantCalendar(site);
    this.#holidays = new Map(site.calendars.map(({ id, holidays }) => [id, new Set(holidays)]));
  }

  /** 1 for each quarter-hour that begins within a shift. */
  of(calendar: string | undefined): Uint8Array {
    const key = calendar ?? "";
    let mask = this.#masks.get(key);
    if (!mask) {
      mask = calendar !== undefined && this.#holidays.has(calendar) ? this.#byShifts(calendar) : this.#byClock();
      this.#masks.set(key, mask);
    }
    return mask;
  }

  /** Whether the site has a calendar, so that nights are not meant by default. */
  hasCalendar(calendar: string | undefined): boolean {
    return calendar !== undefined && this.#holidays.has(calendar);
  }

  /** A working day: Monday to Friday, and no holiday of the site's calendar. */
  isWorkday(local: DateTime): boolean {
    const holidays = this.site.calendar === undefined ? undefined : this.#holidays.get(this.site.calendar);
    return local.weekday <= 5 && !holidays?.has(local.toISODate() ?? "");
  }

  #byShifts(calendar: string): Uint8Array {
    const mask = new Uint8Array(this.length);
    for (let slot = 0; slot < this.length; slot++) {
      const shift = this.#calendars.shiftAt(calendar, this.from + slot * quarterMs);
      if (!shift) continue;
      const end = Math.min(this.length, Math.ceil((shift.to - this.from) / quarterMs));
      mask.fill(1, slot, end);
      slot = end - 1;
    }
    return mask;
  }

  #byClock(): Uint8Array {
    const mask = new Uint8Array(this.length);
    for (let slot = 0; slot < this.length; slot++) {
      const { hour } = DateTime.fromMillis(this.from + slot * quarterMs, { zone: this.site.timeZone });
      if (hour >= usualDay.from && hour < usualDay.to) mask[slot] = 1;
    }
    return mask;
  }
}
