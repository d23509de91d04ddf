import { DateTime } from "luxon";
import { type CalendarModel, type ShiftSpan, shiftsOn } from "../site/calendar";

/** A stretch in which one shift, or none, works; ms UTC, `to` exclusive. */
export interface WorkSpan {
  /** Undefined: no shift. */
  readonly shift?: string;
  readonly from: number;
  readonly to: number;
}

/** The shifts of one calendar, and the stretches between them, cut at midnight. Without a calendar: whole days, of which nobody knows who works. */
export class ShiftClock {
  #last: WorkSpan = { from: 0, to: 0 };

  constructor(
    private readonly timeZone: string,
    readonly calendar: CalendarModel | undefined,
  ) {}

  spanAt(at: number): WorkSpan {
    if (at < this.#last.from || at >= this.#last.to) this.#last = this.#find(at);
    return this.#last;
  }

  /** Undefined where there is no calendar. */
  isWorking(at: number): boolean | undefined {
    return this.calendar ? this.spanAt(at).shift !== undefined : undefined;
  }

  #find(at: number): WorkSpan {
    const day = DateTime.fromMillis(at, { zone: this.timeZone }).startOf("day");
    const shifts = this.calendar ? [day.minus({ days: 1 }), day].flatMap((each) => this.#shiftsOn(each)) : [];
    const running = shifts.find(({ from, to }) => from <= at && at < to);
    if (running) return { shift: running.name, from: running.from, to: running.to };
    const from = Math.max(day.toMillis(), ...shifts.map(({ to }) => to).filter((end) => end <= at));
    const next = day.plus({ days: 1 }).startOf("day").toMillis();
    return { from, to: Math.min(next, ...shifts.map((shift) => shift.from).filter((begin) => begin > at)) };
  }

  #shiftsOn(day: DateTime): ShiftSpan[] {
    return this.calendar ? shiftsOn(this.calendar, day) : [];
  }
}
