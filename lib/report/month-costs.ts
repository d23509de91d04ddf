import type { Bill } from "../contract/messages";
import type { Posting } from "../tariff/posting";

/** What a month cost: the bill of each supply and its shares for the cost centres. */
export interface MonthCosts {
  readonly bills: readonly Bill[];
  readonly postings: readonly Posting[];
}

/** Why there is no bill although there is a tariff: an error's code and parameters. */
export interface CostGap {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** Costs of the report's month and of those it is compared with; absent where no tariff is set. */
export interface ReportCosts {
  readonly month?: MonthCosts;
  readonly before?: MonthCosts;
  readonly lastYear?: MonthCosts;
  readonly gap?: CostGap;
}
