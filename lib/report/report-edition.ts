import type { ReportMedium } from "./report-media";
import type { ReportModel, UseRow } from "./report-model";

/** A figure that is watched from version to version; `name` is empty where the text follows from `what`. */
export interface Figure {
  readonly what: ReportMedium | "peak" | "cost" | "measured";
  readonly level: UseRow["level"];
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly value: number | null;
}

export interface Change extends Omit<Figure, "value"> {
  readonly before: number | null;
  readonly after: number | null;
}

/** What is remembered of a month's reports: the newest version, and what it changed. */
export interface ReportRecord {
  readonly version: number;
  /** Of the newest version's content. */
  readonly digest: string;
  /** When this version was first made, ms UTC. */
  readonly madeAt: number;
  readonly figures: readonly Figure[];
  readonly changes: readonly Change[];
}

/** Which version of a month's report this is. While the month runs there is none: 0. */
export interface ReportEdition {
  readonly version: number;
  /** ms UTC. */
  readonly madeAt: number;
  /** Against the version before. */
  readonly changes: readonly Change[];
}

export type EditedReport = ReportModel & ReportEdition;

/** The figures of a report that its next version is compared with. */
export function figuresOf({ media, load, costs, site, completeness }: ReportModel): Figure[] {
  const ofSite = { level: "site", id: site.id, name: "" } as const;
  return [
    ...media.flatMap(({ medium, unit, site: total, departments, machines }) =>
      [total, ...departments, ...machines].map(({ level, id, name, amount }) => ({
        what: medium,
        level,
        id,
        name: level === "site" ? "" : name,
        unit,
        value: amount,
      })),
    ),
    ...(load ? [{ what: "peak", ...ofSite, unit: "kW", value: load.peak?.kw ?? null } as const] : []),
    ...(costs ? [{ what: "cost", ...ofSite, unit: costs.currency, value: Number(costs.total) } as const] : []),
    { what: "measured", ...ofSite, unit: "%", value: Math.round(completeness.measured * 10_000) / 100 },
  ];
}

/** The record after a report of this content was made: the same content is the same version. */
export function recordOf(
  known: ReportRecord | undefined,
  digest: string,
  figures: readonly Figure[],
  now: number,
): ReportRecord {
  if (known?.digest === digest) return known;
  const changes = changesOf(known?.figures ?? figures, figures);
  return { version: (known?.version ?? 0) + 1, digest, madeAt: now, figures, changes };
}

function changesOf(before: readonly Figure[], after: readonly Figure[]): Change[] {
  const key = ({ what, level, id }: Figure): string => `${what}/${level}/${id}`;
  const known = new Map(before.map((figure) => [key(figure), figure]));
  const current = new Set(after.map(key));
  return [
    ...after.map((figure) => change(known.get(key(figure))?.value ?? null, figure, figure.value)),
    ...before.filter((figure) => !current.has(key(figure))).map((figure) => change(figure.value, figure, null)),
  ].filter((found) => found.before !== found.after);
}

const change = (before: number | null, { value: _value, ...figure }: Figure, after: number | null): Change => ({
  ...figure,
  before,
  after,
});
