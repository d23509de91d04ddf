import { DateTime } from "luxon";
import { quantitiesOf } from "../tariff/load-basis";
import type { Component, Rate, Tariff } from "../tariff/tariff";

/** What a bill must know besides its own period. */
export interface TariffNeeds {
  readonly quantities: readonly string[];
  /** Price series. */
  readonly series: readonly string[];
  /** From when on the load is needed, ms UTC: ratchets and yearly peaks look back. */
  readonly since: number;
}

/** Of one tariff, or of several that are compared. */
export function needsOf(tariffs: readonly Tariff[], from: number, timeZone: string): TariffNeeds {
  const components = tariffs.flatMap(({ versions }) => versions.flatMap((version) => version.components));
  const month = DateTime.fromMillis(from, { zone: timeZone }).startOf("month");
  const monthsBack = Math.max(0, ...components.map((component) => monthsBefore(component, month.month)));
  return {
    quantities: [...new Set([...tariffs.map(({ quantity }) => quantity), ...components.flatMap(quantitiesOf)])],
    series: [...new Set(components.flatMap(ratesOf).flatMap((rate) => (rate.kind === "series" ? [rate.series] : [])))],
    since: Math.min(from, month.minus({ months: monthsBack }).toMillis()),
  };
}

function ratesOf(component: Component): Rate[] {
  return "prices" in component ? component.prices.flatMap(({ tiers }) => tiers.map(({ rate }) => rate)) : [];
}

function monthsBefore(component: Component, month: number): number {
  if (component.kind !== "demand") return 0;
  const sinceJanuary = component.peakOf === "year" ? month - 1 : 0;
  const { ratchet } = component;
  if (!ratchet) return sinceJanuary;
  return Math.max(sinceJanuary, typeof ratchet.months === "number" ? ratchet.months : 11);
}
