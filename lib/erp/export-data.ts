import type { Interval, Reading } from "../contract/messages";
import type { Posting } from "../tariff/posting";
import type { ExportPeriod } from "./export-period";

/** What a meter used, asked in the step that is stored. */
export interface IntervalsAsked extends ExportPeriod {
  readonly site: string;
  readonly meter: string;
  readonly step: string;
}

/** The costs of a period by cost centre, and whether they may still change. */
export interface PostedCosts {
  readonly postings: readonly Posting[];
  readonly provisional: boolean;
}

/** Gives the postings of the bills of a period; rejects where there can be none. */
export type PostingsOf = (period: ExportPeriod) => Promise<PostedCosts>;

/** What exports are made from. */
export interface ExportData {
  /** In the newest version, in the order of time. */
  intervals(asked: IntervalsAsked): AsyncIterable<Interval>;
  /** The last readings of a meter before a time. */
  readingsBefore(site: string, meter: string, before: number): Promise<readonly Reading[]>;
  /** Absent where nobody allocates costs. */
  readonly postings?: PostingsOf;
}
