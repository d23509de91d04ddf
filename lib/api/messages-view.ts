import type { Interval, Reading } from "../contract/messages";
import { quantities } from "../metering/quantities";
import type { Page } from "../store/store";
import { formatTime } from "./time";

/** A page as it is answered; `next` is null on the last. */
export interface PageView {
  readonly items: readonly object[];
  readonly next: string | null;
  /** IANA name, where times are shown to people. */
  readonly timeZone?: string;
}

/** The shape of an item is `readingViewSchema`. */
export function readingsView(page: Page<Reading>): PageView {
  return { items: page.items.map((reading) => ({ ...reading, at: formatTime(reading.at) })), next: page.next ?? null };
}

/** The shape of an item is `intervalViewSchema`. */
export function intervalsView(page: Page<Interval>): PageView {
  const items = page.items.map((interval) => ({
    ...interval,
    from: formatTime(interval.from),
    to: formatTime(interval.to),
    unit: quantities.get(interval.quantity)?.unit ?? "",
  }));
  return { items, next: page.next ?? null };
}
