import type { ReportLanguage } from "../report-language";
import type { DayUse } from "../report-model";
import { Plot, type PlotSize, palette } from "./plot";

/** One bar a day; weekends and holidays are lighter, days without data have no bar. */
export function dayBars(days: readonly DayUse[], size: PlotSize, language: ReportLanguage): string {
  const plot = new Plot(size, Math.max(0, ...days.map(({ amount }) => amount ?? 0)), (value) =>
    axisNumber(value, language),
  );
  const width = plot.plotWidth / Math.max(1, days.length);
  days.forEach(({ date, amount, workday }, index) => {
    const x = plot.x(index / days.length);
    if (amount !== null) plot.bar(x + width * 0.14, width * 0.72, amount, workday ? palette.main : palette.light);
    plot.tick((index + 0.5) / days.length, String(Number(date.slice(8))));
  });
  return plot.svg();
}

/** Small steps need their decimal. */
export const axisNumber = (value: number, language: ReportLanguage): string =>
  language.number(value, Number.isInteger(value) ? 0 : 1);
