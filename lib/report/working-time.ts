import { DateTime } from "luxon";
import { type CalendarModel, shiftsOn } from "../site/calendar";
import type { SiteModel } from "../site/site-model";
import { quarterMs } from "./quarter-curve";

/** Without a calendar, work is done from 6 to 22 on every day. */
const usualDay: CalendarModel = {
  id: "",
  name: "",
  shifts: [{ name: "", days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], from: "06:00", to: "22:00" }],
  holidays: [],
};

/** Which quarter-hours of a stretch are working time, by a plant's calendars; each calendar is gone through once. */
export class WorkingTime {
  readonly #calendars: ReadonlyMap<string, CalendarModel>;
  readonly #masks = new Map<CalendarModel, Uint8Array>();
  readonly #holidays: ReadonlySet<string>;

  constructor(
    private readonly site: Pick<SiteModel, "timeZone" | "calendar" | "calendars">,
    private readonly from: number,
    private readonly length: number,
  ) {
    this.#calendars = new Map(site.calendars.map((calendar) => [calendar.id, calendar]));
    this.#holidays = new Set(this.#calendars.get(site.calendar ?? "")?.holidays);
  }

  /** 1 for each quarter-hour that begins within a shift. */
  of(calendar: string | undefined): Uint8Array {
    const model = this.#calendars.get(calendar ?? "") ?? usualDay;
    let mask = this.#masks.get(model);
    if (!mask) {
      mask = this.#maskOf(model);
      this.#masks.set(model, mask);
    }
    return mask;
  }

  /** Whether there is such a calendar; else the usual day is taken. */
  hasCalendar(calendar: string | undefined): boolean {
    return this.#calendars.has(calendar ?? "");
  }

  /** A working day: Monday to Friday, and no holiday of the site's calendar. */
  isWorkday(local: DateTime): boolean {
    return local.weekday <= 5 && !this.#holidays.has(local.toISODate() ?? "");
  }

  #maskOf(calendar: CalendarModel): Uint8Array {
    const mask = new Uint8Array(this.length);
    const slotAt = (at: number): number => Math.min(this.length, Math.max(0, Math.ceil((at - this.from) / quarterMs)));
    const end = this.from + this.length * quarterMs;
    // A shift of the day before may reach into the first day.
    let day = DateTime.fromMillis(this.from, { zone: this.site.timeZone }).startOf("day").minus({ days: 1 });
    for (; day.toMillis() < end; day = day.plus({ days: 1 })) {
      for (const { from, to } of shiftsOn(calendar, day)) mask.fill(1, slotAt(from), slotAt(to));
    }
    return mask;
  }
}
