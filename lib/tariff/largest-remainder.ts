import { type Decimal, decimalOf } from "./decimal-number";

/** Nearer to a whole unit than this, a share is meant to be whole: shares are binary fractions. */
const nearlyWhole = 1e-6;

/**
 * Cuts a total into rounded pieces that add up to it: each gets the whole units of its exact share, and those with the
 * largest remainders one more. The last piece is what the others leave over; shares may be negative.
 */
export function largestRemainder(total: Decimal, decimals: number, exact: readonly number[]): Decimal[] {
  const scale = 10 ** decimals;
  const units = Number(total.times(scale));
  const shares = exact.map((share) => snapped(share * scale));
  shares.push(snapped(units - shares.reduce((sum, share) => sum + share, 0)));
  const pieces = shares.map(Math.floor);
  const order = shares
    .map((share, index) => ({ index, remainder: share - Math.floor(share) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  let left = units - pieces.reduce((sum, piece) => sum + piece, 0);
  for (const { index } of order) {
    if (left < 1) break;
    pieces[index] = (pieces[index] as number) + 1;
    left -= 1;
  }
  return pieces.map((piece) => decimalOf(piece).div(scale));
}

const snapped = (share: number): number => {
  const whole = Math.round(share);
  return Math.abs(share - whole) < nearlyWhole ? whole : share;
};
