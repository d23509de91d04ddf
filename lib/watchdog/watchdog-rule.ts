import { idSchema } from "../contract/schemas";

/** How a meter is watched; what a rule does not name keeps its default. */
export interface WatchRule {
  /** Nothing for so many of the meter's intervals, but never before `silentSeconds`, is silence. */
  readonly silentIntervals: number;
  readonly silentSeconds: number;
  /** How far a device's clock may be off, s. */
  readonly clockSeconds: number;
  /** How long the same values may be shown where they must move, s. */
  readonly frozenSeconds: number;
  /** How long values may be bad or impossible, s. */
  readonly implausibleSeconds: number;
  /** Not watched at all. */
  readonly off: boolean;
}

export const usualWatch: WatchRule = {
  silentIntervals: 3,
  silentSeconds: 60,
  clockSeconds: 300,
  frozenSeconds: 1800,
  implausibleSeconds: 300,
  off: false,
};

const seconds = { type: "number", minimum: 1, maximum: 31 * 86_400 } as const;

/** An entry of `rules` of the kind `watch`; without a meter it holds for all that have none of their own. */
export const watchRuleSchema = {
  type: "object",
  required: ["rule"],
  additionalProperties: false,
  properties: {
    id: idSchema,
    rule: { const: "watch" },
    meter: idSchema,
    silentIntervals: { type: "number", minimum: 1.5, maximum: 1000 },
    silentSeconds: seconds,
    clockSeconds: seconds,
    frozenSeconds: seconds,
    implausibleSeconds: seconds,
    off: { type: "boolean" },
  },
} as const;

export type WrittenWatchRule = Partial<WatchRule> & { readonly meter?: string };

/** What holds for a meter: its own rule over the general one over what is usual. */
export function watchRuleFor(meter: string, rules: readonly WrittenWatchRule[]): WatchRule {
  const general = rules.find((rule) => rule.meter === undefined);
  return { ...usualWatch, ...general, ...rules.find((rule) => rule.meter === meter) };
}
