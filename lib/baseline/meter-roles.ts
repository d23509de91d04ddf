import type { BaselineRule } from "./baseline-rule";
import type { DriftRule, WrittenDriftRule } from "./drift-rule";

/** What one counted quantity of a meter is needed for. */
export interface MeterRole {
  readonly quantity: string;
  /** The floor of its nights is watched. */
  readonly isFloor: boolean;
  /** Baselines whose use it measures, and those whose production it counts. */
  readonly uses: readonly BaselineRule[];
  readonly makes: readonly BaselineRule[];
}

export const productOf = (meter: string, quantity: string): string => `${meter} ${quantity}`;

export function rolesFrom(meter: string, drift: DriftRule, baselines: readonly BaselineRule[]): MeterRole[] {
  const uses = baselines.filter((rule) => rule.meter === meter);
  const makes = baselines.filter(({ production }) => production.some((one) => one.meter === meter));
  // A temperature or a count of pieces has no floor.
  const isFloor = !drift.off && (makes.length === 0 || uses.length > 0);
  const quantities = new Set([
    ...(isFloor ? [drift.quantity] : []),
    ...uses.map(({ quantity }) => quantity),
    ...makes.flatMap(({ production }) => production.filter((one) => one.meter === meter).map((one) => one.quantity)),
  ]);
  return [...quantities].map((quantity) => ({
    quantity,
    isFloor: isFloor && quantity === drift.quantity,
    uses: uses.filter((rule) => rule.quantity === quantity),
    makes: makes.filter(({ production }) => production.some((one) => one.meter === meter && one.quantity === quantity)),
  }));
}

/** By meter the name of its group: a machine, the outdoor temperature it feels and what counts its production share one. */
export function groupsOf(
  ruleOf: (meter: string) => DriftRule,
  drift: readonly WrittenDriftRule[],
  baselines: readonly BaselineRule[],
): (meter: string) => string {
  const above = new Map<string, string>();
  const top = (meter: string): string => {
    let at = meter;
    for (let next = above.get(at); next !== undefined; next = above.get(at)) at = next;
    return at;
  };
  const join = (meter: string, other: string | undefined): void => {
    if (other === undefined) return;
    const [a, b] = [top(meter), top(other)];
    if (a !== b) above.set(a, b);
  };
  for (const { meter } of drift) if (meter !== undefined) join(meter, ruleOf(meter).temperatureMeter);
  for (const { meter, temperatureMeter, production } of baselines) {
    join(meter, ruleOf(meter).temperatureMeter);
    for (const other of [temperatureMeter, ...production.map((one) => one.meter)]) join(meter, other);
  }
  // Meters that no rule names feel what the general rule says.
  return (meter) => top(above.has(meter) ? meter : (ruleOf(meter).temperatureMeter ?? meter));
}
