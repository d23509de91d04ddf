import { decimalSchema, seriesSchema, tiersSchema } from "./component-schemas";
import { type Decimal, decimalOf } from "./decimal-number";
import type { Rate, Tier } from "./tariff";
import { checkSchema, joinPlace, refuse } from "./tariff-error";

type Written = number | string;

export function parseDecimal(raw: unknown, place: string): Decimal {
  checkSchema(decimalSchema, raw, place);
  return decimalOf(raw as Written);
}

/** A decimal that is not below 0. */
export function parseAmount(raw: unknown, place: string): Decimal {
  const value = parseDecimal(raw, place);
  if (value.lt(0)) refuse(place, "must not be negative");
  return value;
}

interface WrittenSeries {
  readonly series: string;
  readonly factor?: Written;
  readonly add?: Written;
  readonly atLeast?: Written;
  readonly atMost?: Written;
  readonly mean?: "month";
}

function parseRate(raw: unknown, place: string): Rate {
  if (typeof raw !== "object" || raw === null) return { kind: "fixed", price: parseDecimal(raw, place) };
  checkSchema(seriesSchema, raw, place);
  const { series, factor, add, atLeast, atMost, mean } = raw as WrittenSeries;
  return {
    kind: "series",
    series,
    factor: parseDecimal(factor ?? 1, joinPlace(place, "factor")),
    add: parseDecimal(add ?? 0, joinPlace(place, "add")),
    ...(atLeast !== undefined && { atLeast: parseDecimal(atLeast, joinPlace(place, "atLeast")) }),
    ...(atMost !== undefined && { atMost: parseDecimal(atMost, joinPlace(place, "atMost")) }),
    ...(mean && { mean }),
  };
}

/** A number, a series, or a list of tiers of these. */
export function parsePrice(raw: unknown, place: string): Tier[] {
  if (!Array.isArray(raw)) return [{ rate: parseRate(raw, place) }];
  checkSchema(tiersSchema, raw, place);
  const tiers = (raw as { upTo?: Written; price: unknown }[]).map(({ upTo, price }, index) => ({
    ...(upTo !== undefined && { upTo: parseAmount(upTo, joinPlace(place, `${index}/upTo`)) }),
    rate: parseRate(price, joinPlace(place, `${index}/price`)),
  }));
  checkSteps(tiers, place);
  return tiers;
}

function checkSteps(tiers: readonly Tier[], place: string): void {
  tiers.forEach(({ upTo }, index) => {
    const isLast = index === tiers.length - 1;
    const at = joinPlace(place, `${index}`);
    if (isLast && upTo) refuse(`${at}/upTo`, "the last tier has no limit");
    if (!isLast && !upTo) refuse(at, 'lacks the property "upTo"');
    const before = tiers[index - 1]?.upTo;
    if (upTo?.lte(before ?? 0)) refuse(`${at}/upTo`, "must be more than the tier before");
  });
}
