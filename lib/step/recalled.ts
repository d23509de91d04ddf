import type { Interval } from "../contract/messages";
import { allIntervals } from "../store/all-intervals";
import type { Store } from "../store/store";
import type { IntervalsAbout, StepOutput } from "./step";

/** What a module recalls before a step: the newest version of each interval over one span. Rejects as the store does. */
export async function recalledFrom(store: Store, { site, quantities, from, to }: IntervalsAbout): Promise<Interval[]> {
  const found: Interval[] = [];
  for (const quantity of quantities) {
    for await (const interval of allIntervals(store, { site, quantity, from, to: from + 1 })) {
      if (interval.to === to) found.push(interval);
    }
  }
  return found;
}

/** The same of what was made and is not written yet. */
export function madeAbout(
  { site, quantities, from, to }: IntervalsAbout,
  made: readonly { readonly outputs: readonly StepOutput[] }[],
): Interval[] {
  return made
    .flatMap(({ outputs }) => outputs.map(({ payload }) => payload))
    .filter((payload): payload is Interval => payload.kind === "interval")
    .filter((one) => one.site === site && quantities.includes(one.quantity) && one.from === from && one.to === to);
}
