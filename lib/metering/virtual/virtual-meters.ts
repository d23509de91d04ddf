import type { Interval, Message } from "../../contract/messages";
import type { IntervalsAbout, StepInput, StepModule, StepOutput, StepResult } from "../../step/step";
import { type Amount, sameAmount, virtualAmount } from "./virtual-amount";
import { parseVirtualConfig, type VirtualConfig, type VirtualMeterForm } from "./virtual-config";

type Versioned = Amount & { readonly version: number };

/** Intervals of one quantity over one span of time. */
interface SpanState {
  readonly quantity: string;
  readonly from: number;
  readonly to: number;
  /** When its first part came. */
  readonly since: number;
  /** False where it came so late, with no journal to ask, that what was sent of it before may be forgotten. */
  readonly fresh: boolean;
  /** Its time has run out: what lacks a part has been told as missing. */
  readonly over: boolean;
  readonly parts: Readonly<Record<string, Versioned>>;
  /** What was last sent of each virtual meter. */
  readonly told: Readonly<Record<string, Versioned>>;
}

/** State of one site: only spans that wait for parts, or that may be corrected where nobody else remembers them. */
export interface VirtualState {
  readonly spans: Readonly<Record<string, SpanState>>;
  /** Quantities that each part has shown. */
  readonly shown: Readonly<Record<string, readonly string[]>>;
}

/** Computes the intervals of virtual meters from those of their parts. One key per site. */
export const virtualMeters: StepModule<VirtualConfig, VirtualState> = {
  name: "virtual-meter",
  stateVersion: 1,
  parseConfig: parseVirtualConfig,
  keyOf: (message: Message) => (message.kind === "interval" && message.version > 0 ? message.site : undefined),
  initialState: () => ({ spans: {}, shown: {} }),
  /** A span that is not in the state is new, or was finished and is remembered by the journal alone. */
  recall(config, state, message): IntervalsAbout | undefined {
    if (!concerns(config, message) || state.spans[spanKey(message)]) return undefined;
    const { site, quantity, from, to } = message;
    return { site, quantity, from, to };
  },
  step(config, state, input: StepInput, now): StepResult<VirtualState> {
    const { message, recalled = [] } = input;
    if (!concerns(config, message)) return { state, outputs: [], status: { code: "computing" } };
    const shown = withShown(state.shown, message);
    const key = spanKey(message);
    let span: SpanState = state.spans[key] ?? opened(config, input, message, now);
    for (const interval of [...recalled, message]) span = withInterval(config, span, interval);

    const outputs: StepOutput[] = [];
    const spans: Record<string, SpanState> = {};
    for (const [name, before] of Object.entries({ ...state.spans, [key]: span })) {
      const next = before.over || before.since + config.waitMs >= now ? before : { ...before, over: true };
      const isNew = name === key;
      // Only a span that has news, or has just waited long enough, can have changed.
      const users = isNew && !input.recalled ? usersOf(config, message) : config.meters;
      const changed = isNew || next !== before ? told(users, next, shown, message.site, outputs) : next;
      const hasNews = changed !== next || (isNew && input.recalled);
      const done = changed.over || (hasNews && isComplete(config, changed));
      if (!done || changed.since + config.keepMs > now) spans[name] = changed;
    }
    return { state: { spans, shown }, outputs, status: { code: "computing" } };
  },
};

const spanKey = ({ quantity, from, to }: Interval): string => `${quantity} ${from} ${to}`;

function opened(config: VirtualConfig, input: StepInput, interval: Interval, now: number): SpanState {
  const { quantity, from, to } = interval;
  const fresh = input.recalled !== undefined || to + config.waitMs >= now;
  return { quantity, from, to, since: now, fresh, over: false, parts: {}, told: {} };
}

function concerns(config: VirtualConfig, message: Message): message is Interval {
  if (message.kind !== "interval" || message.version === 0 || (config.site ?? message.site) !== message.site) {
    return false;
  }
  return usersOf(config, message).some(({ quantities }) => quantities?.has(message.quantity) ?? true);
}

const usersOf = ({ uses }: VirtualConfig, { meter }: Interval): readonly VirtualMeterForm[] => uses.get(meter) ?? [];

function withShown(shown: VirtualState["shown"], { meter, quantity }: Interval): VirtualState["shown"] {
  const names = shown[meter] ?? [];
  return names.includes(quantity) ? shown : { ...shown, [meter]: [...names, quantity] };
}

/** The newest version counts, whoever brings it. */
function withInterval(config: VirtualConfig, span: SpanState, interval: Interval): SpanState {
  const { meter, amount, quality, reasons, version } = interval;
  const where = config.uses.has(meter) ? "parts" : config.meters.some(({ id }) => id === meter) ? "told" : undefined;
  if (!where || (span[where][meter]?.version ?? 0) >= version) return span;
  return { ...span, [where]: { ...span[where], [meter]: { amount, quality, reasons, version } } };
}

/** Whether nothing more is to come, as far as its parts show. */
const isComplete = ({ meters }: VirtualConfig, span: SpanState): boolean =>
  meters.every((meter) => span.told[meter.id] || !isWanted(meter, span));

function isWanted({ form, quantities }: VirtualMeterForm, { quantity, parts }: SpanState): boolean {
  if (quantities && !quantities.has(quantity)) return false;
  for (const part of form.keys()) if (parts[part]) return true;
  return false;
}

/** Tells what can be told of a span: what is complete, and when its time is over also what is not. */
function told(
  meters: readonly VirtualMeterForm[],
  span: SpanState,
  shown: VirtualState["shown"],
  site: string,
  outputs: StepOutput[],
): SpanState {
  const { quantity, from, to } = span;
  const fresh: Record<string, Versioned> = {};
  for (const meter of meters) {
    if (!isWanted(meter, span) || !isDue(meter, span, shown)) continue;
    const amount = virtualAmount(meter.form, span.parts);
    const before = span.told[meter.id];
    if (before && sameAmount(before, amount)) continue;
    const version = (before?.version ?? 0) + 1;
    fresh[meter.id] = { ...amount, version };
    const payload: Interval = { kind: "interval", site, meter: meter.id, quantity, from, to, ...amount, version };
    outputs.push({ port: 0, payload });
  }
  return Object.keys(fresh).length === 0 ? span : { ...span, told: { ...span.told, ...fresh } };
}

function isDue({ form, quantities }: VirtualMeterForm, span: SpanState, shown: VirtualState["shown"]): boolean {
  let complete = true;
  // A quantity that a part never had is none of this meter, unless the meter is said to have it.
  let known = true;
  for (const part of form.keys()) {
    if (span.parts[part]) continue;
    complete = false;
    known &&= shown[part]?.includes(span.quantity) ?? false;
  }
  return complete || (span.over && span.fresh && (known || quantities !== undefined));
}
