import type { BillRequest } from "./bill-request";
import type { LocalCalendar, LocalMonth } from "./local-calendar";
import type { MeteredLoad } from "./metered-load";
import type { TariffVersion } from "./tariff";
import type { TariffDays } from "./tariff-days";

/** The days of a month that one version of the tariff bills: nearly always the whole month. */
export interface BillPart {
  readonly request: BillRequest;
  readonly load: MeteredLoad;
  readonly calendar: LocalCalendar;
  readonly version: TariffVersion;
  readonly versionDays: TariffDays;
  readonly month: LocalMonth;
  /** ms UTC; `to` exclusive. */
  readonly from: number;
  readonly to: number;
  /** Where the month's bill begins and ends: with `from` and `to` unless the version changes within. */
  readonly billFrom: number;
  readonly billTo: number;
  /** Calendar days that begin in the part, and in the month's bill. */
  readonly days: number;
  readonly billDays: number;
}
