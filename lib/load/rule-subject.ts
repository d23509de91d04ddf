import { idSchema } from "../contract/schemas";

/** What every entry of `rules` may say. */
export const ruleHead = {
  id: idSchema,
  meter: idSchema,
  machine: idSchema,
  department: idSchema,
  severity: { enum: ["notice", "warning", "critical"] },
  off: { type: "boolean" },
} as const;

/** Whom a rule names; nobody: all of them. */
export interface RuleSubject {
  readonly id?: string;
  readonly meter?: string;
  readonly machine?: string;
  readonly department?: string;
  readonly off?: boolean;
}

/** Where a meter stands. */
export interface Place {
  readonly id: string;
  readonly machine?: string;
  readonly department?: string;
}

const named = ["meter", "machine", "department"] as const;

/** How closely a rule names a meter, from 0 (for all) to 3 (for this one); undefined where it names another. */
export function closeness(rule: RuleSubject, place: Place): number | undefined {
  const own = { meter: place.id, machine: place.machine, department: place.department };
  const given = named.filter((name) => rule[name] !== undefined);
  if (given.some((name) => rule[name] !== own[name])) return undefined;
  return given.length === 0 ? 0 : 3 - named.indexOf(given[0] as (typeof named)[number]);
}

/** The rules that concern a meter, the closest last. */
export function rulesFor<Rule extends RuleSubject>(rules: readonly Rule[], place: Place): Rule[] {
  return rules
    .map((rule) => ({ rule, closeness: closeness(rule, place) }))
    .filter((each) => each.closeness !== undefined)
    .sort((a, b) => (a.closeness as number) - (b.closeness as number))
    .map(({ rule }) => rule);
}

/** One rule of what several say: the closest over the general over what is usual. */
export function mergedRule<Rule extends object>(usual: Rule, rules: readonly Partial<Rule>[]): Rule {
  return Object.assign({}, usual, ...rules);
}
