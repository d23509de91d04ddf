import type { Interval, Message } from "../../contract/messages";
import type { IntervalsAbout, StepInput, StepModule, StepOutput, StepResult } from "../../step/step";
import { type Changed, changedSince, expressionsOf, recomputed } from "./changed-expressions";
import { isComplete, type Shown, type SpanState, told, withInterval } from "./spans";
import { asCounted, consumption, total } from "./stand-ins";
import { parseVirtualConfig, type VirtualConfig, type VirtualMeterForm } from "./virtual-config";

/** State of one site: only spans that wait for parts, or that may be corrected where nobody else remembers them. */
export interface VirtualState {
  readonly spans: Readonly<Record<string, SpanState>>;
  /** Quantities that each part has shown. */
  readonly shown: Shown;
  /** By meter, what it was computed from; absent in states from before it was kept. */
  readonly expressions?: Readonly<Record<string, string>>;
  /** Meters that are computed otherwise now, until their past has been. */
  readonly changed?: Changed;
}

/** Computes the intervals of virtual meters from those of their parts. One key per site. */
export const virtualMeters: StepModule<VirtualConfig, VirtualState> = {
  name: "virtual-meter",
  stateVersion: 1,
  parseConfig: parseVirtualConfig,
  keyOf: (message: Message) => (message.kind === "interval" && message.version > 0 ? message.site : undefined),
  initialState: (config) => ({ spans: {}, shown: {}, expressions: expressionsOf(config) }),
  /** A span that is not in the state is new, or was finished and is remembered by the journal alone. */
  recall(config, state, message): IntervalsAbout | undefined {
    const interval = intervalFor(config, message);
    if (!interval || state.spans[spanKey(interval)]) return undefined;
    const { site, quantity, from, to } = interval;
    const stoodFor = quantity === consumption && config.standIns.size > 0;
    return { site, quantities: stoodFor ? [consumption, total] : [quantity], from, to };
  },
  step(config, state, input: StepInput, now): StepResult<VirtualState> {
    const interval = intervalFor(config, input.message);
    if (!interval) return { state, outputs: [], status: { code: "computing" } };
    const shown = withShown(state.shown, interval);
    const key = spanKey(interval);
    let span: SpanState = state.spans[key] ?? opened(config, input, interval, now);
    const recalled = (input.recalled ?? []).map((one) => asCounted(config.standIns, one));
    for (const one of [...recalled, interval])
      if (one.quantity === span.quantity) span = withInterval(config, span, one);

    const outputs: StepOutput[] = [];
    const spans: Record<string, SpanState> = {};
    for (const [name, before] of Object.entries({ ...state.spans, [key]: span })) {
      const next = before.over || before.since + config.waitMs >= now ? before : { ...before, over: true };
      const isNew = name === key;
      // Only a span that has news, or has just waited long enough, can have changed.
      const users = isNew && !input.recalled ? usersOf(config, interval) : config.meters;
      const changed = isNew || next !== before ? told(users, next, shown, interval.site, outputs) : next;
      const hasNews = changed !== next || (isNew && input.recalled);
      const done = changed.over || (hasNews && isComplete(config, changed));
      if (!done || changed.since + config.keepMs > now) spans[name] = changed;
    }
    return { state: { ...state, spans, shown }, outputs, status: { code: "computing" } };
  },
  /** A meter that was computed otherwise until now is computed again, as far back as the month before. */
  resume(config, state, now): VirtualState {
    const changed = changedSince(config, state.expressions, now);
    return { ...state, expressions: expressionsOf(config), ...(changed && { changed }) };
  },
  wantsPast: ({ changed }) => changed !== undefined,
  *recountPast(config, state, key) {
    const { changed, ...settled } = state;
    const outputs = changed ? yield* recomputed(config, changed, state.shown, key) : [];
    return { state: settled, outputs, status: { code: "computing" } };
  },
};

const spanKey = ({ quantity, from, to }: Interval): string => `${quantity} ${from} ${to}`;

function opened(config: VirtualConfig, input: StepInput, interval: Interval, now: number): SpanState {
  const { quantity, from, to } = interval;
  const fresh = input.recalled !== undefined || to + config.waitMs >= now;
  return { quantity, from, to, since: now, fresh, over: false, parts: {}, told: {} };
}

/** A message that is an interval of a part, under the name by which it is counted. */
function intervalFor(config: VirtualConfig, message: Message): Interval | undefined {
  if (message.kind !== "interval" || message.version === 0 || (config.site ?? message.site) !== message.site) {
    return undefined;
  }
  const interval = asCounted(config.standIns, message);
  const isWanted = usersOf(config, interval).some(({ quantities }) => quantities?.has(interval.quantity) ?? true);
  return isWanted ? interval : undefined;
}

const usersOf = ({ uses }: VirtualConfig, { meter }: Interval): readonly VirtualMeterForm[] => uses.get(meter) ?? [];

function withShown(shown: Shown, { meter, quantity }: Interval): Shown {
  const names = shown[meter] ?? [];
  return names.includes(quantity) ? shown : { ...shown, [meter]: [...names, quantity] };
}
