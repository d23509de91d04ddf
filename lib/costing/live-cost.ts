import type { Cost, CostLine, Interval } from "../contract/messages";
import { billOf } from "../tariff/bill";
import type { DynamicPrices } from "../tariff/bill-request";
import { decimalOf, written, zero } from "../tariff/decimal-number";
import type { LoadInterval } from "../tariff/load";
import type { Component, EnergyComponent, Tariff } from "../tariff/tariff";
import type { CostRules } from "./cost-rules";

/** What an interval costs is written to a millionth: the cents are the bill's. */
const rounding = { decimals: 6, mode: "half-away" } as const;

/** The part of a tariff that an interval by itself causes: prices for what is used, and what comes on top of them in per cent. */
export function liveTariff(tariff: Tariff): Tariff {
  return {
    ...tariff,
    versions: tariff.versions.map((version) => {
      const energy = version.components.filter((component) => isCausedByUse(component, tariff.quantity));
      const kept = new Set(energy.map(({ id }) => id));
      const onTop = version.components.flatMap((component): Component[] => {
        if (component.kind !== "surcharge" && component.kind !== "tax") return [];
        if (!component.on) return [component];
        const on = component.on.filter((id) => kept.has(id));
        if (on.length === 0) return [];
        kept.add(component.id);
        return [{ ...component, on }];
      });
      const ids = new Set([...energy, ...onTop].map(({ id }) => id));
      const components = version.components
        .filter(({ id }) => ids.has(id))
        .map((component) => onTop.find(({ id }) => id === component.id) ?? component)
        .map((component) => ({ ...component, rounding }));
      return { ...version, rounding, components };
    }),
  };
}

function isCausedByUse(component: Component, quantity: string): component is EnergyComponent {
  if (component.kind !== "energy" && component.kind !== "levy") return false;
  return component.quantity === quantity && component.upToPer !== "kW";
}

/** Whether what has been used before changes the price. */
export const hasTiers = (tariff: Tariff): boolean =>
  tariff.versions.some(({ components }) =>
    components.some((component) => "prices" in component && component.prices.some(({ tiers }) => tiers.length > 1)),
  );

/** What was used in the month before the interval, as one stretch. */
export interface UsedBefore {
  readonly from: number;
  readonly amount: number;
}

/**
 * What an interval costs, by the tier that the month has reached. `tariff` is a `liveTariff`. Throws PRICE_MISSING.
 */
export function liveCost(
  rules: CostRules,
  tariff: Tariff,
  interval: Interval,
  prices: DynamicPrices,
  before: UsedBefore | undefined,
): Omit<Cost, "site" | "version"> {
  const { meter, from, to, amount, quality } = interval;
  const { timeZone, currency, holidays } = rules;
  const bill = (begin: number, load: readonly LoadInterval[]) =>
    billOf({
      tariff,
      load: { [tariff.quantity]: load },
      from: begin,
      to,
      timeZone,
      currency,
      holidays,
      prices,
    });
  const use = { from, to, amount, quality };
  if (!before || before.amount <= 0 || before.from >= from || !hasTiers(tariff)) {
    const lines = bill(from, [use]).lines.filter(isNotZero).map(plain);
    return { kind: "cost", meter, from, to, lines, amount: sumOf(lines), currency, tariff: tariff.id };
  }
  const earlier = { from: before.from, to: from, amount: before.amount, quality: "measured" } as const;
  const lines = difference(bill(before.from, [earlier, use]).lines, bill(before.from, [earlier]).lines);
  return { kind: "cost", meter, from, to, lines, amount: sumOf(lines), currency, tariff: tariff.id };
}

const sumOf = (lines: readonly CostLine[]): string =>
  written(lines.reduce((total, line) => total.plus(line.amount), zero));

const plain = (line: CostLine): CostLine => ({ ...line, amount: written(decimalOf(line.amount)) });

const isNotZero = ({ amountOf, amount }: CostLine): boolean => Number(amountOf) !== 0 || Number(amount) !== 0;

/** What the lines of a bill have more than those of another. */
function difference(lines: readonly CostLine[], less: readonly CostLine[]): CostLine[] {
  const known = new Map(less.map((line) => [lineKey(line), line]));
  return lines
    .map((line) => {
      const before = known.get(lineKey(line));
      if (!before) return plain(line);
      const minus = (value: string, other: string): string => written(decimalOf(value).minus(other));
      return {
        ...line,
        amountOf: minus(line.amountOf, before.amountOf),
        amount: minus(line.amount, before.amount),
      };
    })
    .filter(isNotZero);
}

export const lineKey = ({ component, period, tier }: CostLine): string => `${component} ${period ?? ""} ${tier ?? ""}`;
