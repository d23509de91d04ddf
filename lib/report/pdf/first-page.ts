import type { Content } from "pdfmake/interfaces";
import { basisBar, shareBar } from "../charts/basis-bar";
import { dayBars } from "../charts/day-bars";
import { palette } from "../charts/plot";
import type { EditedReport } from "../report-edition";
import { decimalsFor, type ReportLanguage } from "../report-language";
import { changedLine } from "./changed-lines";
import { keyFigures } from "./key-figures";
import { heading, pageWidth, table } from "./table";
import { signatures, titleOf } from "./title";

const mostChanges = 5;
const mostConsumers = 5;

/** What is signed: title, key figures, what they are based on, what changed, and who says so. */
export function firstPage(report: EditedReport, language: ReportLanguage): Content[] {
  return [
    titleOf(report, language),
    keyFigures(report, language),
    ...basisOf(report, language),
    ...changesOf(report, language),
    ...dailyOf(report, language),
    ...consumersOf(report, language),
    signatures(language),
  ];
}

function basisOf({ completeness, because, until }: EditedReport, language: ReportLanguage): Content[] {
  const { measured, estimated, missing, limit } = completeness;
  const shares = { measured: language.percent(measured), limit: language.percent(limit) };
  const said = because.map((reason) =>
    language.text(`because-${reason}`, { ...shares, until: language.dateTime(until) }),
  );
  const part = (colour: string, name: "measured" | "estimated" | "missing", share: number): Content => [
    { text: "■ ", color: colour },
    { text: `${language.percent(share)} ${language.text(name)}   ` },
  ];
  return [
    heading(language.text("data-basis")),
    { svg: basisBar(completeness, { width: pageWidth, height: 7 }), margin: [0, 0, 0, 4] },
    {
      fontSize: 8.5,
      text: [
        part(palette.good, "measured", measured),
        part(palette.doubtful, "estimated", estimated),
        part(palette.missing, "missing", missing),
      ].flat() as never,
    },
    {
      text: said.length > 0 ? said.join(" ") : language.text("complete", shares),
      fontSize: 8.5,
      color: said.length > 0 ? palette.doubtful : palette.muted,
      margin: [0, 2, 0, 10],
    },
  ];
}

function changesOf(report: EditedReport, language: ReportLanguage): Content[] {
  const { version, changes } = report;
  if (version <= 1) return [];
  const title = heading(language.text("changes", { version: version - 1 }));
  if (changes.length === 0) {
    return [title, { text: language.text("no-figure-changed"), fontSize: 8.5, margin: [0, 0, 0, 10] }];
  }
  const lines = changes.slice(0, mostChanges).map((change) => ({ text: changedLine(change, language) }));
  const more = changes.length - lines.length;
  return [
    title,
    { ul: [...lines, ...(more > 0 ? [{ text: `+ ${more}` }] : [])], fontSize: 8.5, margin: [0, 0, 0, 10] },
  ];
}

function dailyOf({ media }: EditedReport, language: ReportLanguage): Content[] {
  const [first] = media;
  if (!first) return [];
  return [
    heading(`${language.text("daily", { medium: language.figure(first.medium) })}, ${first.unit}`),
    { svg: dayBars(first.days, { width: pageWidth, height: 140 }, language) },
    {
      text: [
        { text: "■ ", color: palette.main },
        `${language.text("workday")}   `,
        { text: "■ ", color: palette.light },
        language.text("weekend"),
      ],
      fontSize: 7.5,
      color: palette.muted,
      margin: [44, 0, 0, 10],
    },
  ];
}

function consumersOf({ media }: EditedReport, language: ReportLanguage): Content[] {
  const machines = media.find(({ medium }) => medium === "electricity")?.machines ?? [];
  const largest = machines
    .filter(({ amount }) => amount !== null)
    .sort((a, b) => (b.amount ?? 0) - (a.amount ?? 0))
    .slice(0, mostConsumers);
  if (largest.length === 0) return [];
  const decimals = decimalsFor(largest[0]?.amount ?? null);
  const columns = [
    { title: language.text("top-consumers"), width: "*" },
    { title: "kWh", width: 62, figures: true },
    { title: language.text("share"), width: 44, figures: true },
    { title: "", width: 90 },
    { title: language.text("last-month"), width: 62, figures: true },
    { title: language.text("last-year"), width: 62, figures: true },
  ] as const;
  const rows = largest.map(({ name, amount, share, before, lastYear }) => ({
    cells: [
      name,
      language.number(amount, decimals),
      language.percent(share),
      {
        svg: shareBar((amount ?? 0) / (largest[0]?.amount || 1), { width: 90, height: 6 }),
        margin: [0, 2.5, 0, 0],
      } as Content,
      language.change(amount, before),
      language.change(amount, lastYear),
    ],
  }));
  return [table(columns, rows)];
}
