type Values = Readonly<Record<string, number>>;

/** Below this share of the nominal nobody speaks of unbalance: a phase, or the supply, is gone. */
const leastVolts = 20;
/** The load of a few lamps may hang on one phase, A. */
const leastAmperes = 5;

/**
 * Voltage unbalance, %. From the voltages between the phases as IEC 61000-4-30 has it, the negative by the positive sequence; where a
 * meter only knows phase voltages, the largest difference from their mean over their mean (IEEE 141, as NEMA MG 1 does it for lines).
 */
export function voltageUnbalance(values: Values): number | undefined {
  const [ab, bc, ca] = [values.voltage_l1_l2, values.voltage_l2_l3, values.voltage_l3_l1];
  if (ab !== undefined && bc !== undefined && ca !== undefined) {
    if (Math.min(ab, bc, ca) < leastVolts) return undefined;
    return negativeSequence(ab, bc, ca);
  }
  return furthest(values.voltage_l1, values.voltage_l2, values.voltage_l3, leastVolts);
}

/** Current unbalance, %: the largest difference from the mean of the phases over that mean (NEMA MG 1). */
export function currentUnbalance({ current_l1, current_l2, current_l3 }: Values): number | undefined {
  return furthest(current_l1, current_l2, current_l3, 0, leastAmperes);
}

function furthest(
  a: number | undefined,
  b: number | undefined,
  c: number | undefined,
  least: number,
  leastMean = least,
): number | undefined {
  if (a === undefined || b === undefined || c === undefined) return undefined;
  const mean = (Math.abs(a) + Math.abs(b) + Math.abs(c)) / 3;
  if (mean < leastMean || Math.min(a, b, c) < least) return undefined;
  const off = Math.max(Math.abs(Math.abs(a) - mean), Math.abs(Math.abs(b) - mean), Math.abs(Math.abs(c) - mean));
  return (100 * off) / mean;
}

/** From the three sides of the triangle of line voltages (IEC 61000-4-30, 5.7). */
function negativeSequence(ab: number, bc: number, ca: number): number {
  const squares = ab * ab + bc * bc + ca * ca;
  const beta = (ab ** 4 + bc ** 4 + ca ** 4) / (squares * squares);
  const root = Math.sqrt(Math.max(0, 3 - 6 * beta));
  return 100 * Math.sqrt(Math.max(0, (1 - root) / (1 + root)));
}
