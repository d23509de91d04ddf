import type { ReportSettings } from "../../report/report-data";
import type { ReportRecord } from "../../report/report-edition";
import type { ReportFormat } from "../../report/report-format";
import type { ReportMail } from "../../report/report-mail";
import type { ReportModel } from "../../report/report-model";
import type { ReportTexts } from "../../report/report-texts";
import type { SiteParcel } from "../site-parcel";
import type { ErrorReport } from "../store/protocol";

/** What the worker is asked for; everything in it can be cloned. */
export interface ReportJob {
  /** File of the journal. */
  readonly journal: string;
  readonly site: SiteParcel;
  /** `2026-10`. */
  readonly month: string;
  /** ms UTC. */
  readonly now: number;
  readonly settings: ReportSettings;
  /** Of the version before, where there is one. */
  readonly record?: ReportRecord;
  readonly language: string;
  readonly formats: readonly ReportFormat[];
  /** Nothing is rendered where the content is one of these. */
  readonly unless?: readonly string[];
  /** Make the mail too; these templates replace the usual ones. */
  readonly mail?: Partial<ReportTexts["mail"]>;
}

/** What the report is, without its figures. */
export type ReportSummary = Pick<ReportModel, "month" | "state" | "because"> & {
  /** 0 while the month runs. */
  readonly version: number;
  readonly digest: string;
  readonly madeAt: number;
  /** Nothing was counted at all. */
  readonly empty: boolean;
};

export interface ReportFile {
  readonly format: ReportFormat;
  readonly filename: string;
  readonly body: Uint8Array;
}

export interface ReportOutcome {
  readonly summary: ReportSummary;
  /** To be remembered; absent while the month runs. */
  readonly record?: ReportRecord;
  readonly files: readonly ReportFile[];
  readonly mail?: ReportMail;
}

export type ReportReply = { readonly outcome: ReportOutcome } | { readonly error: ErrorReport };
