import { EnergyError } from "../contract/error";
import { assertSchema } from "../contract/validate";
import { type RuleKind, ruleKinds } from "./rule-kinds";

/** What is watched, and from when on it is worth a word; what else it says depends on its kind. */
export interface SiteRule {
  readonly id: string;
  readonly rule: string;
  readonly meter?: string;
  readonly machine?: string;
  readonly department?: string;
  readonly [threshold: string]: unknown;
}

export const ruleSchema = {
  type: "object",
  required: ["rule"],
  properties: { rule: { enum: Object.keys(ruleKinds) } },
} as const;

/** An entry of `rules` of the site model. Throws CONFIG_INVALID with its place. */
export function ruleFrom(raw: Readonly<Record<string, unknown>>, meters: ReadonlySet<string>): SiteRule {
  const { schema, check } = ruleKinds[raw.rule as string] as RuleKind;
  assertSchema(schema, raw, "CONFIG_INVALID");
  check?.(raw);
  const { meter } = raw;
  if (typeof meter === "string" && !meters.has(meter)) {
    throw new EnergyError("CONFIG_INVALID", { place: "meter", detail: `there is no meter "${meter}"` });
  }
  return raw as unknown as SiteRule;
}

/** The rules of one kind, as its node takes them. */
export const rulesOf = <Rule>({ rules }: { readonly rules: readonly SiteRule[] }, kind: string): readonly Rule[] =>
  rules.filter(({ rule }) => rule === kind) as unknown as readonly Rule[];
