import { decimalOf } from "./decimal-number";
import { refuse } from "./tariff-error";
import type { UrdbTiers } from "./urdb-schema";

/** Programs write "no limit" as a number that is larger than any use. */
const unlimited = 1e30;

export type WrittenPrice = string | { upTo?: number; price: string }[];

/** Rate and adjustment together, exactly. */
const priceOf = ({ rate, adj }: UrdbTiers[number]): string =>
  decimalOf(rate ?? 0)
    .plus(adj ?? 0)
    .toFixed();

/** The tiers of a rate as a tariff writes them. */
export function urdbPrice(tiers: UrdbTiers, place: string): WrittenPrice {
  if (tiers.length === 1) return priceOf(tiers[0] ?? {});
  return tiers.map((tier, index) => {
    const isLast = index === tiers.length - 1;
    const limit = tier.max !== undefined && tier.max < unlimited ? tier.max : undefined;
    if (!isLast && limit === undefined) refuse(`${place}/${index}/max`, "is required");
    return { ...(!isLast && limit !== undefined && { upTo: limit }), price: priceOf(tier) };
  });
}

export const isFree = (tiers: UrdbTiers): boolean => tiers.every((tier) => Number(priceOf(tier)) === 0);

/** The last tier goes on without limit in a bill; a document that limits it says more than can be billed. */
export function lastLimit(tiers: UrdbTiers): number | undefined {
  const max = tiers.at(-1)?.max;
  return max !== undefined && max < unlimited ? max : undefined;
}
