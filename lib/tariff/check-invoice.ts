import type { CostLine } from "../contract/messages";
import type { PeriodBill } from "./bill-request";
import { type Decimal, decimalOf, zero } from "./decimal-number";

/** A line as it stands on the utility's invoice; what it does not say is not compared. */
export interface InvoiceLine {
  readonly component: string;
  readonly period?: string;
  readonly tier?: string;
  readonly amountOf?: number | string;
  readonly price?: number | string;
  readonly amount: number | string;
}

export interface Invoice {
  readonly lines: readonly InvoiceLine[];
  readonly amount?: number | string;
}

/** `invoiced` less `expected`; decimal strings. */
export interface Comparison {
  readonly invoiced: string;
  readonly expected: string;
  readonly difference: string;
  readonly agrees: boolean;
}

/** `missing`: the bill has it and the invoice has not; `surplus`: the other way round. */
export interface CheckedLine {
  readonly component: string;
  readonly period?: string;
  readonly tier?: string;
  readonly status: "agrees" | "differs" | "missing" | "surplus";
  readonly amount: Comparison;
  readonly amountOf?: Comparison;
  readonly price?: Comparison;
}

export interface InvoiceCheck {
  readonly agrees: boolean;
  readonly lines: readonly CheckedLine[];
  readonly amount: Comparison;
}

/** By how much an invoice may differ. */
export interface Tolerance {
  /** Of an amount, in money; half a cent where absent, so only equal cents agree. */
  readonly amount?: number;
  /** Of a quantity, as a share of it; 0.0005 where absent: an invoice shows whole kWh. */
  readonly amountOf?: number;
}

type Named = Pick<InvoiceLine, "component" | "period" | "tier">;
const nameOf = ({ component, period, tier }: Named): string => JSON.stringify([component, period, tier]);
const headOf = ({ component, period, tier }: Named): Named => ({
  component,
  ...(period !== undefined && { period }),
  ...(tier !== undefined && { tier }),
});

/** An entered invoice against the bill, line by line: matched by component, period and tier, in the bill's order. */
export function checkInvoice(bill: PeriodBill, invoice: Invoice, tolerance: Tolerance = {}): InvoiceCheck {
  const entered = new Map<string, InvoiceLine[]>();
  for (const line of invoice.lines) entered.set(nameOf(line), [...(entered.get(nameOf(line)) ?? []), line]);
  const lines = bill.lines.map((line): CheckedLine => {
    const found = entered.get(nameOf(line))?.shift();
    return found ? compared(line, found, tolerance) : alone(line, undefined, line.amount, "missing");
  });
  for (const line of [...entered.values()].flat()) lines.push(alone(line, String(line.amount), undefined, "surplus"));
  const sum = invoice.lines.reduce((total, line) => total.plus(line.amount), zero);
  const amount = compare(invoice.amount ?? sum.toFixed(), bill.amount, moneyTolerance(tolerance));
  return { agrees: amount.agrees && lines.every(({ status }) => status === "agrees"), lines, amount };
}

const moneyTolerance = ({ amount }: Tolerance): Decimal => decimalOf(amount ?? 0.005);

function compared(line: CostLine, found: InvoiceLine, tolerance: Tolerance): CheckedLine {
  const amount = compare(found.amount, line.amount, moneyTolerance(tolerance));
  const share = decimalOf(line.amountOf)
    .abs()
    .times(tolerance.amountOf ?? 0.0005);
  const amountOf = found.amountOf === undefined ? undefined : compare(found.amountOf, line.amountOf, share);
  const price = found.price === undefined ? undefined : samePrice(found.price, line.price);
  const agrees = amount.agrees && (amountOf?.agrees ?? true) && (price?.agrees ?? true);
  const details = { ...(amountOf && { amountOf }), ...(price && { price }) };
  return { ...headOf(line), status: agrees ? "agrees" : "differs", amount, ...details };
}

/** A price agrees in the places in which the invoice shows it. */
function samePrice(invoiced: number | string, expected: string): Comparison {
  const places = decimalOf(invoiced).toFixed().split(".")[1]?.length ?? 0;
  const shown = decimalOf(expected).round(places);
  return compare(invoiced, shown.toFixed(), zero);
}

function compare(invoiced: number | string, expected: string, tolerance: Decimal): Comparison {
  const difference = decimalOf(invoiced).minus(expected);
  const within = difference.abs().lt(tolerance) || difference.eq(0);
  return {
    invoiced: decimalOf(invoiced).toFixed(),
    expected,
    difference: difference.toFixed(),
    agrees: within,
  };
}

function alone(
  line: Named,
  invoiced: string | undefined,
  expected: string | undefined,
  status: "missing" | "surplus",
): CheckedLine {
  const difference = decimalOf(invoiced ?? 0)
    .minus(expected ?? 0)
    .toFixed();
  return {
    ...headOf(line),
    status,
    amount: { invoiced: invoiced ?? "0", expected: expected ?? "0", difference, agrees: false },
  };
}
