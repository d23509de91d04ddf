import type { BillPart } from "./bill-part";
import type { CentreUse } from "./centre-use";
import type { Charge } from "./charge";
import type { Decimal } from "./decimal-number";
import { type EnergySlice, eachSlice, type PricedSpan, pricedSpans } from "./energy-slices";
import type { LoadInterval } from "./load";
import type { EnergyComponent } from "./tariff";

/** Of one line: what each cost centre costs and uses, in money and in canonical units. */
export interface LineShares {
  readonly costs: readonly number[];
  readonly amounts: readonly number[];
}

/** A stretch of the supply's load and the lines to which it belongs. */
interface Piece {
  readonly part: LoadInterval;
  readonly slices: readonly EnergySlice[];
}

/**
 * Each cost centre bears its own use at the price of its time. Where the consumers together used more than the supply
 * (their meters are not exact) each bears its part of what was supplied.
 */
export function energyShares(
  component: EnergyComponent,
  part: BillPart,
  billedKw: Decimal,
  use: CentreUse,
): (charge: Charge) => LineShares {
  const spans = pricedSpans(component, part);
  const pieces = piecesOf(component, part, spans, billedKw);
  const uses = use.inSpans(
    component.quantity,
    pieces.map((piece) => piece.part),
    part,
  );
  const sign = component.kind === "export" ? -1 : 1;
  const size = Number(part.load.unitSize(component.quantity, component.unit));
  const shares = new Map<string, { costs: number[]; amounts: number[] }>();
  pieces.forEach(({ part: supplied, slices }, index) => {
    const used = uses.map((each) => each[index] as number);
    const together = Math.max(
      supplied.amount,
      used.reduce((sum, each) => sum + each, 0),
    );
    if (!(together > 0)) return;
    for (const slice of slices) {
      const price = Number((spans[slice.span] as PricedSpan).prices[slice.tier]) * sign;
      const line = lineOf(shares, slice, used.length);
      used.forEach((each, centre) => {
        const amount = (slice.amount * each) / together;
        line.amounts[centre] = (line.amounts[centre] as number) + amount;
        line.costs[centre] = (line.costs[centre] as number) + (amount / size) * price;
      });
    }
  });
  const nothing = { costs: uses.map(() => 0), amounts: uses.map(() => 0) };
  return ({ period, tier }) => {
    const key = component.prices.findIndex((price) => price.key === period);
    return shares.get(`${key}/${(tier ?? 1) - 1}`) ?? nothing;
  };
}

function piecesOf(
  component: EnergyComponent,
  part: BillPart,
  spans: readonly PricedSpan[],
  billedKw: Decimal,
): Piece[] {
  const pieces: { part: LoadInterval; slices: EnergySlice[] }[] = [];
  eachSlice(component, part, spans, billedKw, (slice) => {
    const last = pieces.at(-1);
    if (last?.part === slice.part) last.slices.push(slice);
    else pieces.push({ part: slice.part, slices: [slice] });
  });
  return pieces;
}

function lineOf(
  shares: Map<string, { costs: number[]; amounts: number[] }>,
  { key, tier }: EnergySlice,
  centres: number,
): { costs: number[]; amounts: number[] } {
  const name = `${key}/${tier}`;
  let line = shares.get(name);
  if (!line) {
    line = { costs: Array<number>(centres).fill(0), amounts: Array<number>(centres).fill(0) };
    shares.set(name, line);
  }
  return line;
}
