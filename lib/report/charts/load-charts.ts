import type { ReportLanguage } from "../report-language";
import type { LoadSection } from "../report-model";
import { axisNumber } from "./day-bars";
import { Plot, type PlotSize, palette } from "./plot";

/** Working days and the other days over the 24 hours of the clock. */
export function meanDayChart({ workday, weekend }: LoadSection, size: PlotSize, language: ReportLanguage): string {
  const plot = new Plot(size, largestOf([...workday, ...weekend]), (value) => axisNumber(value, language));
  plot.curve(workday, palette.main, 1.4, true);
  plot.curve(weekend, palette.doubtful, 1.2);
  for (let hour = 0; hour <= 24; hour += 3) plot.tick(hour / 24, `${String(hour).padStart(2, "0")}:00`);
  return plot.svg();
}

/** The load of the month, the highest first; `hours` is how long all of it lasts. */
export function durationChart(
  { duration }: LoadSection,
  hours: number,
  size: PlotSize,
  language: ReportLanguage,
): string {
  const plot = new Plot(size, largestOf(duration), (value) => axisNumber(value, language));
  plot.curve(duration, palette.main, 1.4, true);
  for (let part = 0; part <= 4; part++) plot.tick(part / 4, `${language.number((hours * part) / 4)} h`);
  return plot.svg();
}

const largestOf = (values: readonly (number | null)[]): number =>
  values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
