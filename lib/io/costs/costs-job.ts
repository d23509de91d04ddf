import type { PeriodCosts } from "../../costing/site-costs";
import type { Period } from "../../costing/supply-bill";
import type { SiteParcel } from "../site-parcel";
import type { ErrorReport } from "../store/protocol";

/** What is asked of the thread that bills; everything in it can be cloned. */
export type CostsTask =
  /** The answer to `GET /api/costs`, from its parsed parameters. */
  | { readonly kind: "view"; readonly values: Readonly<Record<string, string | number | undefined>> }
  /** The bills of a period and what is posted to each cost centre. */
  | { readonly kind: "period"; readonly period: Period };

export interface CostsJob {
  /** File of the journal. */
  readonly journal: string;
  readonly site: SiteParcel;
  /** ms UTC. */
  readonly now: number;
  readonly task: CostsTask;
}

export type CostsReply = { readonly view: object } | { readonly costs: PeriodCosts } | { readonly error: ErrorReport };
