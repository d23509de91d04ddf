import type { Interval } from "../../contract/messages";
import type { LinearForm } from "./linear-form";

/** What an interval says, without what it is about. */
export type Amount = Pick<Interval, "amount" | "quality" | "reasons">;

/** As many decimals as the amounts of meters have. */
const resolution = 1e6;
/** As many as an interval may carry. */
const mostReasons = 20;

/** Where a part has no interval although it should: it did not send one in time. */
export const partMissing = "part-missing";

/**
 * The amount of a virtual meter from those of its parts over the same time. As good as the worst part: missing
 * where any is missing, estimated where any is estimated; with the reasons of all.
 */
export function virtualAmount(form: LinearForm, parts: Readonly<Record<string, Amount>>): Amount {
  let sum = 0;
  let estimated = false;
  let missing = false;
  const reasons = new Set<string>();
  for (const [meter, factor] of form) {
    const part = parts[meter];
    sum += factor * (part?.amount ?? 0);
    missing ||= !part || part.quality === "missing";
    estimated ||= part?.quality === "estimated";
    if (!part) reasons.add(partMissing);
    for (const reason of part?.reasons ?? []) reasons.add(reason);
  }
  return {
    // Adding 0 makes a positive zero of a negative one.
    amount: missing ? 0 : Math.round(sum * resolution) / resolution + 0,
    quality: missing ? "missing" : estimated ? "estimated" : "measured",
    reasons: [...reasons].slice(0, mostReasons),
  };
}

export function sameAmount(a: Amount, b: Amount): boolean {
  return a.amount === b.amount && a.quality === b.quality && a.reasons.join() === b.reasons.join();
}

/** How much of a meter counts. */
export interface Term {
  readonly meter: string;
  readonly factor: number;
}

/** The value of a gauge, such as power; null while a part of it is not known. */
export function virtualValue(terms: readonly Term[], lookUp: (meter: string) => number | null): number | null {
  let sum = 0;
  for (const { meter, factor } of terms) {
    const value = lookUp(meter);
    if (value === null) return null;
    sum += factor * value;
  }
  return Math.round(sum * resolution) / resolution + 0;
}
