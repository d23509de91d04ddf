/** A product or quotient as the decimal it stands for: 951.1 ÷ 1000 is 0.9511, not 0.9511000000000001. */
export function decimal(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(15));
}
