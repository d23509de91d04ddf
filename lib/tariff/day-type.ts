import { type Weekday, weekdays } from "../site/calendar";

/** What a day is to a tariff. A holiday is only a holiday, never also its weekday. */
export type DayType = Weekday | "holiday";

export const dayTypes: readonly DayType[] = [...weekdays, "holiday"];

/** Words for several days at once. */
const groups: Readonly<Record<string, readonly DayType[]>> = {
  weekdays: ["mon", "tue", "wed", "thu", "fri"],
  weekend: ["sat", "sun"],
};

/** How days are written in a tariff. */
export const dayWords: readonly string[] = [...dayTypes, ...Object.keys(groups)];

/** The days that the words name; all of them, holidays too, where none are named. */
export function daysOf(words: readonly string[] | undefined): readonly DayType[] {
  if (!words) return dayTypes;
  const named = new Set(words.flatMap((word) => groups[word] ?? [word as DayType]));
  return dayTypes.filter((day) => named.has(day));
}
