import type { CostLine, LineReason } from "../contract/messages";
import { type Decimal, written, zero } from "./decimal-number";
import type { Component, Rounding, RoundingMode } from "./tariff";

/** A line before it is written down. `amount` is already rounded. */
export interface Charge {
  readonly component: Component;
  readonly period?: string;
  /** From 1. */
  readonly tier?: number;
  readonly amountOf: Decimal;
  readonly unit: string;
  readonly price: Decimal;
  readonly amount: Decimal;
  readonly reason: LineReason;
}

const big: Readonly<Record<RoundingMode, 0 | 1 | 2 | 3>> = { down: 0, "half-away": 1, "half-even": 2, up: 3 };

/** A twelfth has no end; what it makes of 100.14 is 8.345 all the same, not 8.344999. */
const placesOfQuotients = 15;

/** Half away from zero unless the tariff says otherwise; `up` is away from zero, `down` towards it. */
export const rounded = (value: Decimal, { decimals, mode }: Rounding): Decimal =>
  value.round(placesOfQuotients).round(decimals, big[mode]);

/** A line of so many units at a price; `exact` where the amount is more precise than their product as written. */
export function chargeOf(
  component: Component,
  line: Omit<Charge, "component" | "amount"> & { readonly exact?: Decimal },
): Charge {
  const { exact, ...rest } = line;
  return { component, ...rest, amount: rounded(exact ?? line.amountOf.times(line.price), component.rounding) };
}

export function costLine({ component, period, tier, amountOf, unit, price, amount, reason }: Charge): CostLine {
  return {
    component: component.id,
    ...(period !== undefined && { period }),
    ...(tier !== undefined && { tier: String(tier) }),
    amountOf: written(amountOf),
    unit,
    price: written(price),
    amount: amount.toFixed(component.rounding.decimals).replace(/^-(0(\.0*)?)$/, "$1"),
    reason,
  };
}

export const sumOfCharges = (charges: readonly Charge[]): Decimal =>
  charges.reduce((sum, { amount }) => sum.plus(amount), zero);
