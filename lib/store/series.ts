import type { RecordKind } from "./store";

/** What a record belongs to; with its time and version it is the record's idempotency key. */
export interface Series {
  readonly site: string;
  /** The machine where a record concerns no meter. */
  readonly meter: string;
  readonly kind: RecordKind;
  /** `15m`, `1d` …; empty for what has no length. */
  readonly step: string;
  /** What tells records of one meter and time apart: quantity, tariff, rule or event. */
  readonly quantity: string;
}

/** One text for one series. The quantity comes last because only it may contain a slash. */
export function seriesText(series: Series): string {
  return `${series.site}/${series.meter}/${series.kind}/${series.step}/${series.quantity}`;
}

export function parseSeriesText(text: string): Series {
  const [site = "", meter = "", kind = "", step = "", ...quantity] = text.split("/");
  return { site, meter, kind: kind as RecordKind, step, quantity: quantity.join("/") };
}
