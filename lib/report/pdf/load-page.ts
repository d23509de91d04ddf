import type { Content } from "pdfmake/interfaces";
import { durationChart, meanDayChart } from "../charts/load-charts";
import { palette } from "../charts/plot";
import type { EditedReport } from "../report-edition";
import { decimalsFor, type ReportLanguage } from "../report-language";
import type { LoadSection } from "../report-model";
import { heading, pageWidth, subheading, table } from "./table";

const hourMs = 3_600_000;

/** The electric load: its mean day, its duration, its peaks, and what machines take when nobody needs them. */
export function loadPage(report: EditedReport, language: ReportLanguage): Content[] {
  const { load, from, until } = report;
  if (!load || load.duration.length === 0) return [];
  const known = load.quarters.filter((kw) => kw !== null).length;
  const hours = Math.min(known / 4, (until - from) / hourMs);
  return [
    { ...(heading(language.text("load")) as object), pageBreak: "before" } as Content,
    figuresLine(load, language),
    subheading(language.text("mean-day")),
    { svg: meanDayChart(load, { width: pageWidth, height: 150 }, language) },
    {
      text: [
        { text: "■ ", color: palette.main },
        `${language.text("workday")}   `,
        { text: "■ ", color: palette.doubtful },
        language.text("weekend"),
      ],
      fontSize: 7.5,
      color: palette.muted,
      margin: [44, 0, 0, 12],
    },
    subheading(language.text("duration")),
    { svg: durationChart(load, hours, { width: pageWidth, height: 125 }, language), margin: [0, 0, 0, 12] },
    subheading(language.text("highest")),
    peakTable(load, language),
    ...machineTable(load, language),
  ];
}

function figuresLine(load: LoadSection, language: ReportLanguage): Content {
  const kw = (value: number | null): string => `${language.number(value, 1)} kW`;
  const parts = [
    `${language.text("peak")} ${kw(load.peak?.kw ?? null)}`,
    `${language.text("mean-load")} ${kw(load.meanKw)}`,
    `${language.text("base-load")} ${kw(load.baseKw)}`,
    ...(load.feedIn?.amount ? [`${language.text("feed-in")} ${language.number(load.feedIn.amount, 1)} kWh`] : []),
  ];
  return { text: parts.join("   ·   "), fontSize: 9, color: palette.muted, margin: [0, 0, 0, 8] };
}

/** Two halves side by side, so that ten lines take the room of five. */
function peakTable({ peaks }: LoadSection, language: ReportLanguage): Content {
  const columns = [
    { title: "", width: 14, figures: true },
    { title: language.text("time"), width: "*" },
    { title: "kW", width: 60, figures: true },
  ] as const;
  const half = Math.ceil(peaks.length / 2);
  const part = (begin: number, end: number): Content =>
    table(
      columns,
      peaks.slice(begin, end).map(({ at, kw }, index) => ({
        cells: [String(begin + index + 1), language.weekdayTime(at), language.number(kw, 1)],
      })),
    );
  return { columns: [part(0, half), part(half, peaks.length)], columnGap: 24 };
}

function machineTable({ machines }: LoadSection, language: ReportLanguage): Content[] {
  const known = machines.filter(({ amount }) => amount !== null);
  if (known.length === 0) return [];
  const decimals = decimalsFor(known[0]?.amount ?? null);
  const columns = [
    { title: language.text("name"), width: "*" },
    { title: "kWh", width: 58, figures: true },
    { title: `${language.text("peak")}, kW`, width: 74, figures: true },
    { title: language.text("time"), width: 96, figures: true },
    { title: `${language.text("off-shift")}, kWh`, width: 82, figures: true },
    { title: `${language.text("idle")}, kWh`, width: 66, figures: true },
  ] as const;
  const rows = known.map(({ name, amount, peak, offShift, idle }) => ({
    cells: [
      name,
      language.number(amount, decimals),
      language.number(peak?.kw ?? null, 1),
      peak ? language.dateTime(peak.at) : "–",
      language.number(offShift, decimals),
      language.number(idle, decimals),
    ],
  }));
  return [subheading(language.text("machine-load")), table(columns, rows)];
}
