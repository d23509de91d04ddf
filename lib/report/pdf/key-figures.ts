import type { Content, TableCell } from "pdfmake/interfaces";
import { palette } from "../charts/plot";
import type { EditedReport } from "../report-edition";
import { decimalsFor, type ReportLanguage } from "../report-language";
import type { Compared } from "../report-model";

/** One figure with what it means beside it. */
interface Tile {
  readonly title: string;
  readonly value: string;
  readonly unit: string;
  readonly notes: readonly string[];
}

const mostInRow = 4;

/** The figures that somebody who reads nothing else should see. */
export function keyFigures(report: EditedReport, language: ReportLanguage): Content {
  const tiles = tilesOf(report, language);
  const perRow = tiles.length <= mostInRow ? tiles.length : Math.ceil(tiles.length / 2);
  const rows: TableCell[][] = [];
  for (let first = 0; first < tiles.length; first += perRow) {
    const row = tiles.slice(first, first + perRow).map(tileCell);
    while (row.length < perRow) row.push({ text: "" });
    rows.push(row);
  }
  if (rows.length === 0) return { text: language.text("nothing"), margin: [0, 8, 0, 12] };
  return {
    table: { widths: Array(perRow).fill("*"), body: rows },
    layout: {
      hLineWidth: (row) => (row === 0 || row === rows.length ? 0 : 6),
      vLineWidth: (column) => (column === 0 || column === perRow ? 0 : 6),
      vLineColor: () => "#ffffff",
      hLineColor: () => "#ffffff",
      paddingTop: () => 7,
      paddingBottom: () => 7,
      paddingLeft: () => 8,
      paddingRight: () => 4,
    },
    margin: [0, 0, 0, 12],
  };
}

const tileCell = ({ title, value, unit, notes }: Tile): TableCell => ({
  fillColor: palette.faint,
  stack: [
    { text: title, fontSize: 8, color: palette.muted },
    {
      text: [
        { text: value, fontSize: 15, bold: true, color: palette.ink },
        { text: unit ? ` ${unit}` : "", fontSize: 9, color: palette.muted },
      ],
      margin: [0, 1, 0, 1],
    },
    ...notes.map((text) => ({ text, fontSize: 7.5, color: palette.muted })),
  ],
});

function tilesOf(report: EditedReport, language: ReportLanguage): Tile[] {
  const { media, load, costs } = report;
  const electricity = media.find(({ medium }) => medium === "electricity")?.site.amount ?? null;
  const tiles: Tile[] = media.map(({ medium, unit, site }) => ({
    title: language.figure(medium),
    value: language.number(site.amount, decimalsFor(site.amount)),
    unit,
    notes: comparisons(site, language),
  }));
  if (load) tiles.splice(1, 0, ...loadTiles(load, electricity, language));
  if (costs) {
    const earlier = { amount: Number(costs.total), before: asNumber(costs.before), lastYear: asNumber(costs.lastYear) };
    const value = language.money(costs.total);
    tiles.push({ title: language.text("cost"), value, unit: costs.currency, notes: comparisons(earlier, language) });
  }
  return tiles;
}

function loadTiles(
  load: NonNullable<EditedReport["load"]>,
  electricity: number | null,
  language: ReportLanguage,
): Tile[] {
  const share = load.offShift === null || !electricity ? null : load.offShift / electricity;
  return [
    {
      title: language.text("peak"),
      value: language.number(load.peak?.kw ?? null, 1),
      unit: "kW",
      notes: load.peak
        ? [language.weekdayTime(load.peak.at), `${language.text("mean-load")} ${language.number(load.meanKw, 1)} kW`]
        : [],
    },
    {
      title: language.text("off-shift"),
      value: language.number(load.offShift, decimalsFor(load.offShift)),
      unit: "kWh",
      notes: [
        language.text("off-shift-of", { share: language.percent(share) }),
        `${language.text("base-load")} ${language.number(load.baseKw, 1)} kW`,
      ],
    },
    ...(load.powerFactor === null
      ? []
      : [{ title: language.text("power-factor"), value: language.number(load.powerFactor, 3), unit: "", notes: [] }]),
  ];
}

const asNumber = (amount: string | null): number | null => (amount === null ? null : Number(amount));

function comparisons({ amount, before, lastYear }: Compared, language: ReportLanguage): string[] {
  return [
    `${language.text("last-month")}: ${language.change(amount, before)}`,
    `${language.text("last-year")}: ${language.change(amount, lastYear)}`,
  ];
}
