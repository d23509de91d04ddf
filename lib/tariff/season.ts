/** Days of any year, `MM-DD`, both ends included; where `to` is before `from` it runs over the year's end. */
export interface DateRange {
  readonly from: string;
  readonly to: string;
}

/** Each month is a season by itself, under these names. */
export const monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"] as const;

const ofMonths: Readonly<Record<string, readonly DateRange[]>> = Object.fromEntries(
  monthNames.map((name, index) => {
    const month = String(index + 1).padStart(2, "0");
    return [name, [{ from: `${month}-01`, to: `${month}-31` }]];
  }),
);

export type Seasons = Readonly<Record<string, readonly DateRange[]>>;

/** The ranges of a season or a month; undefined where there is none of that name. */
export function seasonNamed(seasons: Seasons, name: string): readonly DateRange[] | undefined {
  if (Object.hasOwn(seasons, name)) return seasons[name];
  return Object.hasOwn(ofMonths, name) ? ofMonths[name] : undefined;
}

/** Whether a day, `MM-DD`, lies in one of the ranges. */
export function inSeason(ranges: readonly DateRange[], day: string): boolean {
  return ranges.some(({ from, to }) => (from <= to ? from <= day && day <= to : from <= day || day <= to));
}
