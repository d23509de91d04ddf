import type { ErrorCode, ErrorParams } from "../contract/error";
import type { Bill } from "../contract/messages";
import type { Posting } from "../tariff/posting";

/** What a month cost: the bill of each supply and its shares for the cost centres. */
export interface MonthCosts {
  readonly bills: readonly Bill[];
  readonly postings: readonly Posting[];
}

/** Costs of the report's month and of those it is compared with; absent where no tariff is set. */
export interface ReportCosts {
  readonly month?: MonthCosts;
  readonly before?: MonthCosts;
  readonly lastYear?: MonthCosts;
  /** Why the month could not be billed. */
  readonly problem?: CostProblem;
}

/** An error's code and values; its text is made in the reader's language. */
export interface CostProblem {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
}
