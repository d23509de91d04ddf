import { idSchema } from "../contract/schemas";
import { assertSchema } from "../contract/validate";
import { isBusMeter, isVirtualMeter, type SiteModel } from "../site/site-model";
import { type WatchRule, type WrittenWatchRule, watchRuleFor, watchRuleSchema } from "./watchdog-rule";

/** A meter that is expected to be heard. */
export interface WatchedMeter {
  readonly id: string;
  readonly intervalMs: number;
  /** The connection that it shares with others. */
  readonly bus?: string;
  readonly ratedPowerKw?: number;
  readonly rule: WatchRule;
}

export interface WatchdogConfig {
  /** Undefined: of whichever site a reading is. */
  readonly site?: string;
  readonly meters: ReadonlyMap<string, WatchedMeter>;
  /** Meters of each bus, and each single one under its own id. */
  readonly groups: ReadonlyMap<string, readonly WatchedMeter[]>;
  /** Where no meters are named, unless that is switched off: how often a reading is expected, and how it is watched. */
  readonly usual: Omit<WatchedMeter, "id"> | undefined;
}

const configSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    site: idSchema,
    intervalSeconds: { type: "number", minimum: 0.1, maximum: 86_400 },
    meters: {
      type: "array",
      maxItems: 5000,
      items: {
        type: "object",
        required: ["id"],
        additionalProperties: false,
        properties: {
          id: idSchema,
          bus: idSchema,
          intervalSeconds: { type: "number", minimum: 0.1, maximum: 86_400 },
          ratedPowerKw: { type: "number", exclusiveMinimum: 0 },
        },
      },
    },
    rules: { type: "array", maxItems: 10_000, items: watchRuleSchema },
  },
} as const;

interface WrittenConfig {
  readonly site?: string;
  readonly intervalSeconds?: number;
  readonly meters?: readonly WrittenMeter[];
  readonly rules?: readonly WrittenWatchRule[];
}

interface WrittenMeter {
  readonly id: string;
  readonly bus?: string;
  readonly intervalSeconds?: number;
  readonly ratedPowerKw?: number;
}

const usualIntervalSeconds = 10;

/** Throws CONFIG_INVALID. */
export function parseWatchdogConfig(raw: unknown): WatchdogConfig {
  assertSchema(configSchema, raw, "CONFIG_INVALID");
  const { site, intervalSeconds = usualIntervalSeconds, meters = [], rules = [] } = raw as WrittenConfig;
  return watchdogConfig(site, intervalSeconds, meters, rules);
}

/** Watches every meter of a plant that brings values of its own; a computed one is only as silent as its parts. */
export function watchdogOf(site: SiteModel, rules: readonly WrittenWatchRule[]): WatchdogConfig {
  const meters = site.meters.filter((meter) => !isVirtualMeter(meter));
  return watchdogConfig(
    site.id,
    usualIntervalSeconds,
    meters.map((meter) => ({ ...meter, ...(isBusMeter(meter) && { bus: meter.bus }) })),
    rules,
  );
}

function watchdogConfig(
  site: string | undefined,
  intervalSeconds: number,
  written: readonly WrittenMeter[],
  rules: readonly WrittenWatchRule[],
): WatchdogConfig {
  const watched = written
    .map(({ id, bus, intervalSeconds: own = intervalSeconds, ratedPowerKw }): WatchedMeter => {
      return {
        id,
        intervalMs: own * 1000,
        ...(bus !== undefined && { bus }),
        ...(ratedPowerKw !== undefined && { ratedPowerKw }),
        rule: watchRuleFor(id, rules),
      };
    })
    .filter(({ rule }) => !rule.off);
  const usual = watchRuleFor("", rules);
  const groups = new Map<string, WatchedMeter[]>();
  for (const meter of watched) {
    const key = groupOf(meter);
    const group = groups.get(key);
    if (group) group.push(meter);
    else groups.set(key, [meter]);
  }
  return {
    ...(site !== undefined && { site }),
    meters: new Map(watched.map((meter) => [meter.id, meter])),
    groups,
    usual: written.length > 0 || usual.off ? undefined : { intervalMs: intervalSeconds * 1000, rule: usual },
  };
}

/** What falls silent together: the meters of a bus. A bus may be called like a meter. */
export const groupOf = ({ id, bus }: Pick<WatchedMeter, "id" | "bus">): string =>
  bus === undefined ? id : `bus:${bus}`;

/** Without a list every meter that is heard is watched from then on. */
export function meterOf({ meters, usual }: WatchdogConfig, id: string): WatchedMeter | undefined {
  return meters.get(id) ?? (usual && { id, ...usual });
}
