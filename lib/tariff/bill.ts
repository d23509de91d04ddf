import { EnergyError } from "../contract/error";
import type { Basis } from "../contract/messages";
import type { BillPart } from "./bill-part";
import { type BilledMonth, billedMonths } from "./bill-parts";
import type { BillNote, BillRequest, MonthBill, PeriodBill } from "./bill-request";
import { lookbackNotes } from "./billed-demand";
import { costLine } from "./charge";
import { basisBetween, quantitiesOfParts, worstOf } from "./load-basis";
import { partCharges } from "./part-charges";
import { sumLines, sumOfAmounts } from "./sum-lines";

/**
 * What a load costs under a tariff: a pure function of both and the period. Each month is a bill; a longer period is
 * the sum of its months. Throws PRICE_MISSING, TARIFF_MISSING, or MESSAGE_INVALID for intervals that are out of order.
 */
export function billOf(request: BillRequest): PeriodBill {
  if (!(request.from < request.to)) {
    throw new EnergyError("MESSAGE_INVALID", { place: "to", detail: "must end after it begins" });
  }
  return billOfMonths(request, billedMonths(request));
}

export function billOfMonths(request: BillRequest, billed: readonly BilledMonth[]): PeriodBill {
  const months = billed.map(monthBill);
  const parts = billed.flatMap((month) => month.parts.map(({ part }) => part));
  const basisOf = basisOfParts(parts, request.from, request.to);
  const basis = worstOf(Object.values(basisOf));
  return {
    tariff: request.tariff.id,
    from: request.from,
    to: request.to,
    currency: request.currency,
    lines: sumLines(
      months.flatMap(({ lines }) => lines),
      componentsOf(parts),
    ),
    amount: sumOfAmounts(months.map(({ amount }) => amount)),
    months,
    basis,
    basisOf,
    ...(basis.missing > (request.missingLimit ?? 0) && { provisional: true }),
    notes: sumNotes(months.flatMap(({ notes }) => notes)),
  };
}

function monthBill({ month, from, to, parts }: BilledMonth): MonthBill {
  const charges = parts.flatMap(({ part, peaks }) => partCharges(part, peaks));
  const ofMonth = parts.map(({ part }) => part);
  const lines = sumLines(charges.map(costLine), componentsOf(ofMonth));
  const notes = parts.flatMap(({ part }) =>
    part.version.components.flatMap((component) => (component.kind === "demand" ? lookbackNotes(component, part) : [])),
  );
  const amount = sumOfAmounts(lines.map((line) => line.amount));
  const basis = worstOf(Object.values(basisOfParts(ofMonth, from, to)));
  return { month: month.name, from, to, lines, amount, basis, notes };
}

/** Ids in the order of the tariff, of each of its versions. */
const componentsOf = (parts: readonly BillPart[]): string[] => [
  ...new Set(parts.flatMap(({ version }) => version.components.map(({ id }) => id))),
];

function basisOfParts(parts: readonly BillPart[], from: number, to: number): Record<string, Basis> {
  const [first] = parts;
  if (!first) return {};
  return Object.fromEntries(
    quantitiesOfParts(parts).map((quantity) => [quantity, basisBetween(first.load, quantity, from, to)]),
  );
}

function sumNotes(notes: readonly BillNote[]): BillNote[] {
  const months = new Map<string, Set<string>>();
  for (const note of notes) {
    const known = months.get(note.component) ?? new Set();
    for (const month of note.months.split(", ")) known.add(month);
    months.set(note.component, known);
  }
  return [...months].map(([component, named]) => ({
    code: "lookback-incomplete",
    component,
    months: [...named].sort().join(", "),
  }));
}
