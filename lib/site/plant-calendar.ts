import { type Grid, gridOf } from "../metering/grid";
import { type CalendarModel, type ShiftSpan, shiftAt } from "./calendar";
import type { Stretch } from "./energy-ledger";
import type { SiteModel } from "./site-model";

/** Month and shifts of a plant; what was found last answers nearly every question. */
export class PlantCalendar {
  readonly #timeZone: string;
  readonly #calendars: ReadonlyMap<string, CalendarModel>;
  readonly #days: Grid;
  #month: Stretch = { from: 0, to: 0 };
  readonly #shifts = new Map<string, ShiftSpan>();

  constructor({ timeZone, calendars }: SiteModel) {
    this.#timeZone = timeZone;
    this.#calendars = new Map(calendars.map((calendar) => [calendar.id, calendar]));
    this.#days = gridOf("1d", timeZone);
  }

  /** The days of the month up to and with the one that holds `at`. */
  monthTo(at: number): Stretch {
    const { from: today, to } = this.#days.spanAt(at);
    if (to !== this.#month.to) this.#month = { from: this.#firstOfMonth(today), to };
    return this.#month;
  }

  /** Null between shifts, and where there is no calendar. */
  shiftAt(calendar: string | undefined, at: number): ShiftSpan | null {
    const model = calendar === undefined ? undefined : this.#calendars.get(calendar);
    if (!model) return null;
    const known = this.#shifts.get(model.id);
    if (known && known.from <= at && at < known.to) return known;
    const shift = shiftAt(model, this.#timeZone, at);
    if (shift) this.#shifts.set(model.id, shift);
    return shift ?? null;
  }

  #firstOfMonth(today: number): number {
    const format = new Intl.DateTimeFormat("en-GB", { timeZone: this.#timeZone, day: "numeric" });
    let first = today;
    for (let day = Number(format.format(today)); day > 1; day--) first = this.#days.spanAt(first - 1).from;
    return first;
  }
}
