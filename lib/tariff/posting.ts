/**
 * A bill's share of one cost centre and component: what the ERP books. The postings of a bill add up to it to the cent; what no
 * cost centre bears has the centre `rest`.
 */
export interface Posting {
  readonly site: string;
  /** The bill: supply (a contract with a tariff), period in ms UTC, version. */
  readonly supply: string;
  readonly from: number;
  readonly to: number;
  readonly version: number;
  readonly costCentre: string;
  /** The tariff's component, e.g. `energy`, `demand`. */
  readonly component: string;
  /** What was used, where the component is about an amount: decimal string and its unit. */
  readonly quantity?: string;
  readonly unit?: string;
  /** Decimal string in `currency` (ISO 4217). */
  readonly amount: string;
  readonly currency: string;
}

/** Cost centre of what the shares leave over. */
export const restCentre = "rest";
