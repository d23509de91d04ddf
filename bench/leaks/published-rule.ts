import type { Condition, Interval, Reading } from "../../lib/contract/messages";
import type { Detector } from "./placement";

interface Known {
  readonly before?: { readonly at: number; readonly litres: number };
  readonly since?: number;
  readonly told: boolean;
}

const longestMs = 36 * 3_600_000;

/** The rule that is often published: no reading has stood still for 36 hours. */
export const publishedRule: Detector<Known> = {
  begin: () => ({ told: false }),
  take({ before, since: begun, told }, message, now) {
    const litres = (message as Reading).values?.water_volume ?? 0;
    const isStill = !before || litres <= before.litres;
    const since = isStill ? now : (begun ?? now);
    const isLong = !isStill && now - since >= longestMs;
    const conditions = isLong && !told ? [conditionOf(message, now, since)] : [];
    return { state: { before: { at: now, litres }, since, told: isLong }, conditions };
  },
};

const conditionOf = ({ site, meter }: Reading | Interval, at: number, since: number): Condition => ({
  ...{
    kind: "condition",
    site,
    meter,
    rule: "no-zero-hour",
    active: true,
    severity: "warning",
    at,
    since,
    evidence: {},
  },
});
