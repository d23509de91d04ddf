import type { Condition } from "../contract/messages";
import type { StepOutput } from "../step/step";
import type { GroupWatch, MeterWatch, WatchedRule } from "./watch-state";
import { meterOf, type WatchdogConfig } from "./watchdog-config";

/** When what was told of meters that nobody watches any more is to end, ms UTC; undefined where nothing was. */
export function unwatchedEndsAt(config: WatchdogConfig, state: GroupWatch): number | undefined {
  const told = Object.entries(state.meters).flatMap(([id, watch]) => (meterOf(config, id) ? [] : toldOf(watch)));
  const times = told.map(({ raisedAt }) => raisedAt);
  if (state.silentBus && !isBusWatched(config, state)) times.push(state.silentBus.at);
  return times.length === 0 ? undefined : Math.max(...times) + 1;
}

/** Ends it. When such a meter was last heard stays known: watched again it is as silent as ever. */
export function withoutUnwatched(
  config: WatchdogConfig,
  state: GroupWatch,
  key: string,
  now: number,
): { readonly state: GroupWatch; readonly outputs: readonly StepOutput[] } {
  const [site = "", ...group] = key.split("/");
  const over = (of: Pick<Condition, "meter" | "bus" | "rule" | "since">): StepOutput => ({
    port: 0,
    payload: {
      kind: "condition",
      site,
      ...of,
      active: false,
      severity: "notice",
      at: now,
      evidence: { watched: false },
    },
  });
  const outputs: StepOutput[] = [];
  const meters: Record<string, MeterWatch> = {};
  for (const [meter, watch] of Object.entries(state.meters)) {
    if (meterOf(config, meter)) {
      meters[meter] = watch;
      continue;
    }
    outputs.push(...toldOf(watch).map(({ rule, since }) => over({ meter, rule, since })));
    meters[meter] = { ...watch, courses: {} };
  }
  const { silentBus, ...others } = state;
  if (!silentBus || isBusWatched(config, state)) return { state: { ...state, meters }, outputs };
  const bus = group.join("/").replace(/^bus:/, "");
  return {
    state: { ...others, meters },
    outputs: [...outputs, over({ bus, rule: "bus-silent", since: silentBus.since })],
  };
}

const isBusWatched = (config: WatchdogConfig, { meters }: GroupWatch): boolean =>
  Object.keys(meters).some((id) => meterOf(config, id)?.bus !== undefined);

function toldOf({ courses }: MeterWatch): { rule: WatchedRule; since: number; raisedAt: number }[] {
  return Object.entries(courses).flatMap(([rule, { raisedAt, wrongSince }]) =>
    raisedAt === undefined ? [] : [{ rule: rule as WatchedRule, since: wrongSince ?? raisedAt, raisedAt }],
  );
}
