import { baselineRuleSchema } from "../baseline/baseline-rule";
import { driftRuleSchema } from "../baseline/drift-rule";
import { EnergyError } from "../contract/error";
import { assertSchema } from "../contract/validate";
import { leakRuleSchema } from "../leak/leak-rule";
import { loadRuleSchemas } from "../load/load-rules";
import { watchRuleSchema } from "../watchdog/watchdog-rule";

/** What is watched, and from when on it is worth a word; what else it says depends on its kind. */
export interface SiteRule {
  readonly id: string;
  readonly rule: string;
  readonly meter?: string;
  readonly machine?: string;
  readonly department?: string;
  readonly [threshold: string]: unknown;
}

/** Each kind of rule by its name, with the schema of its entries. */
const kinds: Readonly<Record<string, object>> = {
  ...loadRuleSchemas,
  baseline: baselineRuleSchema,
  drift: driftRuleSchema,
  leak: leakRuleSchema,
  watch: watchRuleSchema,
};

export const ruleSchema = {
  type: "object",
  required: ["rule"],
  properties: { rule: { enum: Object.keys(kinds) } },
} as const;

/** An entry of `rules` of the site model. Throws CONFIG_INVALID with its place. */
export function ruleFrom(raw: Readonly<Record<string, unknown>>, meters: ReadonlySet<string>): SiteRule {
  assertSchema(kinds[raw.rule as string] as object, raw, "CONFIG_INVALID");
  const { meter } = raw;
  if (typeof meter === "string" && !meters.has(meter)) {
    throw new EnergyError("CONFIG_INVALID", { place: "meter", detail: `there is no meter "${meter}"` });
  }
  return raw as unknown as SiteRule;
}

/** The rules of one kind, as its node takes them. */
export const rulesOf = <Rule>({ rules }: { readonly rules: readonly SiteRule[] }, kind: string): readonly Rule[] =>
  rules.filter(({ rule }) => rule === kind) as unknown as readonly Rule[];
