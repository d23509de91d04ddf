import type { Basis, CostLine } from "../contract/messages";
import type { Load } from "./load";
import type { Tariff } from "./tariff";

/** A price that holds between two times (ms UTC, `to` exclusive), in currency per unit before the tariff's factor. */
export interface DynamicPrice {
  readonly from: number;
  readonly to: number;
  readonly price: number | string;
}

/** Series by their name, each in the order of time. */
export type DynamicPrices = Readonly<Record<string, readonly DynamicPrice[]>>;

/** All that a bill depends on. */
export interface BillRequest {
  readonly tariff: Tariff;
  /** With the months before, as far as a ratchet looks back. */
  readonly load: Load;
  /** Period, ms UTC, `to` exclusive. */
  readonly from: number;
  readonly to: number;
  readonly timeZone: string;
  readonly currency: string;
  /** Local dates, `2026-12-25`; a tariff's own holidays come first. */
  readonly holidays?: ReadonlySet<string> | ((isoDate: string) => boolean);
  readonly prices?: DynamicPrices;
  /** Share of the time, 0 … 1, that may be missing before the bill is provisional; 0 where absent. */
  readonly missingLimit?: number;
}

/** What a month costs, or the part of one that lies in the period. */
export interface MonthBill {
  /** `2026-11`. */
  readonly month: string;
  readonly from: number;
  readonly to: number;
  readonly lines: readonly CostLine[];
  readonly amount: string;
  readonly basis: Basis;
  readonly notes: readonly BillNote[];
}

/** The sum of its months, line by line. */
export interface PeriodBill {
  readonly tariff: string;
  readonly from: number;
  readonly to: number;
  readonly currency: string;
  readonly lines: readonly CostLine[];
  readonly amount: string;
  readonly months: readonly MonthBill[];
  /** Of the quantity of which most is missing. */
  readonly basis: Basis;
  /** Of each quantity that the tariff bills. */
  readonly basisOf: Readonly<Record<string, Basis>>;
  /** Something that it is made from is missing. */
  readonly provisional?: true;
  readonly notes: readonly BillNote[];
}

/** What a reader of the bill must know besides its lines, as a code with its facts. */
export interface BillNote {
  /** `lookback-incomplete`: months before, over which a ratchet looks, are not in the load. */
  readonly code: "lookback-incomplete";
  readonly component: string;
  /** `2026-01, 2026-02` */
  readonly months: string;
}
