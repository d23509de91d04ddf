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
      const over = before.since + config.waitMs < now;
      // Only the span that has news, or has waited long enough, can have changed.
      const next = name === key || over ? told(config, before, shown, over, message.site, outputs) : before;
      const complete = config.meters.every((meter) => !partsWanted(meter, next) || next.told[meter.id]);
      if (before.since + config.keepMs > now || (!over && !complete)) spans[name] = next;
    }
    return { state: { spans, shown }, outputs, status: { code: "computing" } };
  },
};

const spanKey = ({ quantity, from, to }: Interval): string => `${quantity} ${from} ${to}`;

function opened(config: VirtualConfig, input: StepInput, interval: Interval, now: number): SpanState {
  const { quantity, from, to } = interval;
  const fresh = input.recalled !== undefined || to + config.waitMs >= now;
  return { quantity, from, to, since: now, fresh, parts: {}, told: {} };
}

function concerns(config: VirtualConfig, message: Message): message is Interval {
  if (message.kind !== "interval" || message.version === 0 || (config.site ?? message.site) !== message.site) {
    return false;
  }
  const users = config.uses.get(message.meter) ?? [];
  return users.some(({ quantities }) => quantities?.has(message.quantity) ?? true);
}

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

function partsWanted({ form, quantities }: VirtualMeterForm, span: SpanState): boolean {
  if (quantities && !quantities.has(span.quantity)) return false;
  return [...form.keys()].some((part) => span.parts[part]);
}

/** Tells what can be told of a span: what is complete, and when its time is over also what is not. */
function told(
  config: VirtualConfig,
  span: SpanState,
  shown: VirtualState["shown"],
  over: boolean,
  site: string,
  outputs: StepOutput[],
): SpanState {
  const all: Record<string, Versioned> = { ...span.told };
  for (const meter of config.meters) {
    if (!partsWanted(meter, span)) continue;
    const parts = [...meter.form.keys()];
    const complete = parts.every((part) => span.parts[part]);
    // A quantity that a part never had is none of this meter, unless the meter is said to have it.
    const known = meter.quantities !== undefined || parts.every((part) => shown[part]?.includes(span.quantity));
    if (!complete && !(over && known && span.fresh)) continue;
    const amount = virtualAmount(meter.form, span.parts);
    const before = all[meter.id];
    if (before && sameAmount(before, amount)) continue;
    const version = (before?.version ?? 0) + 1;
    all[meter.id] = { ...amount, version };
    const { quantity, from, to } = span;
    const payload: Interval = { kind: "interval", site, meter: meter.id, quantity, from, to, ...amount, version };
    outputs.push({ port: 0, payload });
  }
  return { ...span, told: all };
}
