import { lastLimit } from "./urdb-price";
import { type UrdbRate, urdbInformation, urdbSchema } from "./urdb-schema";

type Written = Readonly<Record<string, unknown>>;

const saysNothing = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === 0 ||
  value === false ||
  value === "" ||
  (Array.isArray(value) && value.every((each) => saysNothing(each)));

/** A year's least bill has no place in a bill by the month. */
const ofYear = (document: UrdbRate): string[] => [
  ...(document.annualmincharge ? ["annualmincharge"] : []),
  ...(document.mincharge && document.minchargeunits === "$/year" ? ["mincharge"] : []),
];

/** The names of fields with something that no component stands for. */
export function leftOut(document: Written, ratchet: Written): string[] {
  const rate = document as UrdbRate;
  const unknown = Object.entries(document).filter(
    ([name, value]) =>
      !(name in urdbSchema.properties || urdbInformation.has(name) || isRemark(name) || saysNothing(value)),
  );
  const limited = (["energyratestructure", "demandratestructure", "flatdemandstructure"] as const).filter((name) =>
    rate[name]?.some((tiers) => lastLimit(tiers) !== undefined),
  );
  const oneRatchet = "ratchet" in ratchet && rate.flatdemandstructure && rate.demandratestructure;
  return [
    ...unknown.map(([name]) => name),
    ...limited.map((name) => `${name}: max of the last tier`),
    ...(oneRatchet ? ["lookback of demandratestructure"] : []),
    ...ofYear(rate),
  ].sort();
}

const isRemark = (name: string): boolean => name === "description" || name.endsWith("comments");

/** What the document says in words. */
export const remarksOf = (document: Written): string[] =>
  Object.entries(document).flatMap(([name, value]) => (isRemark(name) && typeof value === "string" ? [value] : []));
