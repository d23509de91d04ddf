import type { AllocationKey, AllocationRequest } from "./allocation-request";
import type { BillPart } from "./bill-part";
import type { CentreUse } from "./centre-use";

/** The part of a line that each cost centre bears by a key, 0 … 1; where nobody has a number all of it is rest. */
export function keyShares(
  key: AllocationKey,
  { costCentres }: AllocationRequest,
  part: BillPart,
  use: CentreUse,
): number[] {
  if (typeof key === "object") return costCentres.map(({ id }) => Number(key.shares[id] ?? 0) / 100);
  if (key === "energy") return energyShare(part, use);
  const numbers = costCentres.map((centre) => (key === "equal" ? 1 : (centre[key] ?? 0)));
  const sum = numbers.reduce((total, each) => total + each, 0);
  return numbers.map((each) => (sum > 0 ? each / sum : 0));
}

/** By the use of the days that are billed; what the consumers did not use is rest. */
function energyShare(part: BillPart, use: CentreUse): number[] {
  const { quantity } = part.request.tariff;
  const span = { from: part.from, to: part.to };
  const uses = use.inSpans(quantity, [span], part).map((each) => each[0] as number);
  const used = uses.reduce((sum, each) => sum + each, 0);
  const together = Math.max(part.load.use(quantity, part.from, part.to), used);
  return uses.map((each) => (together > 0 ? each / together : 0));
}
