import { type Channel, channels } from "../contract/alerts";
import { EnergyError } from "../contract/error";
import type { Condition, Severity } from "../contract/messages";
import { idSchema, ruleNameSchema, severitySchema } from "../contract/schema-parts";
import { clockTimeSchema } from "./clock-time";
import { isAbout, type Place, type Places, placeListSchema } from "./place";

/** Who is told of which alerts, when and how often. Of several that match, the first counts. */
export interface AlertPolicy extends Places {
  readonly id: string;
  /** Kinds such as `leak`, or whole rules such as `limit.voltage`; all when absent. */
  readonly rules?: readonly string[];
  readonly severities?: readonly Severity[];
  /** A condition that is over sooner raises nothing. */
  readonly delayMs: number;
  /** A condition that comes back sooner is the same alert. */
  readonly holdMs: number;
  /** By the time after which they come. */
  readonly steps: readonly PolicyStep[];
  /** As long as nobody has acknowledged. */
  readonly repeatMs?: number;
  readonly tellCleared: boolean;
  /** What begins within so long goes out together. */
  readonly groupMs?: number;
  readonly groupBy: GroupBy;
  /** Local time of day at which everything goes out together. */
  readonly digest?: string;
  /** `working`: not before the next shift. */
  readonly when: "always" | "working";
  /** How long a message is worth sending. */
  readonly expireMs: Readonly<Record<Severity, number>>;
}

export interface PolicyStep {
  /** Ids of recipients; everybody when absent. */
  readonly to?: readonly string[];
  /** Counted from the raising. */
  readonly afterMs: number;
  readonly channels?: readonly Channel[];
}

const groupings = ["site", "department", "machine", "bus", "rule"] as const;
export type GroupBy = (typeof groupings)[number];

const minutes = (minimum: number) => ({ type: "number", minimum, maximum: 527_040 }) as const;
const seconds = { type: "number", minimum: 0, maximum: 2_678_400 } as const;
const few = { minItems: 1, maxItems: 1000, uniqueItems: true } as const;

export const alertPolicySchema = {
  type: "object",
  required: ["id", "steps"],
  additionalProperties: false,
  properties: {
    id: idSchema,
    rules: { type: "array", ...few, items: ruleNameSchema },
    severities: { type: "array", ...few, items: severitySchema },
    meters: placeListSchema,
    machines: placeListSchema,
    departments: placeListSchema,
    buses: placeListSchema,
    delaySeconds: seconds,
    holdSeconds: seconds,
    steps: {
      type: "array",
      maxItems: 20,
      items: {
        type: "object",
        additionalProperties: false,
        properties: {
          to: { type: "array", ...few, items: idSchema },
          afterMinutes: minutes(0),
          channels: { type: "array", ...few, items: { enum: channels } },
        },
      },
    },
    repeatMinutes: minutes(1),
    tellCleared: { type: "boolean" },
    groupSeconds: { ...seconds, minimum: 1 },
    groupBy: { enum: groupings },
    digest: clockTimeSchema,
    when: { enum: ["always", "working"] },
    expireMinutes: {
      type: "object",
      additionalProperties: false,
      properties: { notice: minutes(1), warning: minutes(1), critical: minutes(1) },
    },
  },
} as const;

interface WrittenPolicy extends Places {
  readonly id: string;
  readonly rules?: readonly string[];
  readonly severities?: readonly Severity[];
  readonly delaySeconds?: number;
  readonly holdSeconds?: number;
  readonly steps: readonly {
    readonly to?: readonly string[];
    readonly afterMinutes?: number;
    readonly channels?: readonly Channel[];
  }[];
  readonly repeatMinutes?: number;
  readonly tellCleared?: boolean;
  readonly groupSeconds?: number;
  readonly groupBy?: GroupBy;
  readonly digest?: string;
  readonly when?: "always" | "working";
  readonly expireMinutes?: Partial<Record<Severity, number>>;
}

const minuteMs = 60_000;
const usualHoldSeconds = 300;
/** A notice waits for its digest; what is a day old is news to nobody. */
const usualExpireMinutes: Readonly<Record<Severity, number>> = { notice: 2880, warning: 1440, critical: 1440 };

/** An entry that passed `alertPolicySchema`. Throws CONFIG_INVALID where it contradicts itself. */
export function policyFrom(raw: Readonly<Record<string, unknown>>): AlertPolicy {
  const written = raw as unknown as WrittenPolicy;
  const { delaySeconds = 0, holdSeconds = usualHoldSeconds, repeatMinutes, groupSeconds, expireMinutes } = written;
  const { id, rules, severities, meters, machines, departments, buses, digest } = written;
  if (digest !== undefined && groupSeconds !== undefined) {
    throw new EnergyError("CONFIG_INVALID", { place: "digest", detail: "does not go with groupSeconds" });
  }
  const expiry = { ...usualExpireMinutes, ...expireMinutes };
  return {
    id,
    ...(rules && { rules }),
    ...(severities && { severities }),
    ...(meters && { meters }),
    ...(machines && { machines }),
    ...(departments && { departments }),
    ...(buses && { buses }),
    delayMs: delaySeconds * 1000,
    holdMs: holdSeconds * 1000,
    steps: written.steps
      .map(({ afterMinutes = 0, ...step }) => ({ ...step, afterMs: afterMinutes * minuteMs }))
      .sort((a, b) => a.afterMs - b.afterMs),
    ...(repeatMinutes !== undefined && { repeatMs: repeatMinutes * minuteMs }),
    tellCleared: written.tellCleared ?? true,
    ...(groupSeconds !== undefined && { groupMs: groupSeconds * 1000 }),
    groupBy: written.groupBy ?? "site",
    ...(digest !== undefined && { digest }),
    when: written.when ?? "always",
    expireMs: {
      notice: expiry.notice * minuteMs,
      warning: expiry.warning * minuteMs,
      critical: expiry.critical * minuteMs,
    },
  };
}

/** What holds where no policy of the plant does: everybody at once, notices next morning. */
export const usualPolicies: readonly AlertPolicy[] = [
  { id: "usual", severities: ["warning", "critical"], steps: [{}] },
  { id: "usual-notice", steps: [{}], digest: "07:00", tellCleared: false },
].map(policyFrom);

/** The first that matches; the last of the usual ones always does. */
export function policyFor(
  policies: readonly AlertPolicy[],
  { rule }: Pick<Condition, "rule">,
  severity: Severity,
  place: Place,
): AlertPolicy {
  const kind = rule.split(".")[0] as string;
  const found = policies.find(
    ({ rules, severities, ...places }) =>
      (rules?.some((one) => one === rule || one === kind) ?? true) &&
      (severities?.includes(severity) ?? true) &&
      isAbout(places, place),
  );
  return found ?? (usualPolicies.at(-1) as AlertPolicy);
}
