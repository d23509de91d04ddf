import type { BillRequest, PeriodBill } from "./bill-request";
import type { Load } from "./load";
import type { Posting } from "./posting";

/** Who bears costs. The numbers are those of the keys: m², heads, hours of operation. */
export interface CostCentre {
  readonly id: string;
  readonly parent?: string;
  readonly area?: number;
  readonly headcount?: number;
  readonly hours?: number;
}

/** So many percent of a consumer belong to a cost centre, between two local dates (the last day included). */
export interface DatedShare {
  readonly costCentre: string;
  readonly percent: number | string;
  readonly from?: string;
  readonly to?: string;
}

/** A meter, a machine or a virtual meter behind the supply, with what it used and to whom that belongs. */
export interface Consumer {
  readonly id: string;
  readonly load: Load;
  readonly shares: readonly DatedShare[];
}

/** How a line is shared that nobody uses by the kWh; `shares` are percent by cost centre. */
export type AllocationKey =
  | "energy"
  | "area"
  | "headcount"
  | "hours"
  | "equal"
  | { readonly shares: Readonly<Record<string, number | string>> };

export interface AllocationRequest {
  readonly bill: BillRequest;
  readonly site: string;
  /** Id of what is billed. */
  readonly supply: string;
  readonly version: number;
  readonly costCentres: readonly CostCentre[];
  readonly consumers: readonly Consumer[];
  /** By the id of a demand, fixed, capacity, reactive or minimum component; others follow `key`. */
  readonly keys?: Readonly<Record<string, AllocationKey>>;
  /** `energy` where absent. */
  readonly key?: AllocationKey;
}

export interface Allocation {
  readonly bill: PeriodBill;
  /** They add up to the bill; what nobody bears has the cost centre `rest`. */
  readonly postings: readonly Posting[];
  /** Each cost centre and the rest: what is posted to it, and the same with all below it. */
  readonly totals: readonly CentreTotal[];
}

export interface CentreTotal {
  readonly costCentre: string;
  readonly own: string;
  readonly withChildren: string;
}
