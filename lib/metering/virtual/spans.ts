import type { Interval, MeterEvent } from "../../contract/messages";
import type { StepOutput } from "../../step/step";
import { type Amount, sameAmount, virtualAmount } from "./virtual-amount";
import type { VirtualConfig, VirtualMeterForm } from "./virtual-config";

export type Versioned = Amount & { readonly version: number };

/** Intervals of one quantity over one span of time. */
export interface SpanState {
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

/** What each part has shown, by quantity. */
export type Shown = Readonly<Record<string, readonly string[]>>;

export const correctionPort = 1;

/** Days and months are sums of what has its own entry. */
const auditedUpToMs = 3_600_000;
/** What changed and why, for whoever audits it: one interval, or several of which it begins with the first. */
export function correctionOf(changed: readonly ChangedInterval[], cause: string): MeterEvent | undefined {
  const audited = changed.filter(({ now: { from, to } }) => to - from <= auditedUpToMs);
  const [first] = audited;
  const last = audited.at(-1);
  if (!first || !last) return undefined;
  const { site, meter, quantity, from, version } = first.now;
  const sum = (amounts: readonly Pick<Interval, "amount">[]): number =>
    Math.round(amounts.reduce((total, { amount }) => total + amount, 0) * 1e6) / 1e6;
  return {
    kind: "event",
    site,
    meter,
    at: from,
    event: "correction",
    quantity,
    version,
    cause,
    to: last.now.to,
    intervals: audited.length,
    before: sum(audited.map(({ before }) => before)),
    after: sum(audited.map(({ now }) => now)),
    qualityBefore: first.before.quality,
    qualityAfter: first.now.quality,
  };
}

/** An interval that was sent before, and as it is sent now. */
export interface ChangedInterval {
  readonly now: Interval;
  readonly before: Amount;
}

/** Reason of what was computed again because the meter is another now. */
export const expressionChanged = "expression-changed";

/** The newest version counts, whoever brings it. */
export function withInterval(config: VirtualConfig, span: SpanState, interval: Interval): SpanState {
  const { meter, amount, quality, reasons, version } = interval;
  const where = config.uses.has(meter) ? "parts" : config.meters.some(({ id }) => id === meter) ? "told" : undefined;
  if (!where || (span[where][meter]?.version ?? 0) >= version) return span;
  return { ...span, [where]: { ...span[where], [meter]: { amount, quality, reasons, version } } };
}

/** Whether nothing more is to come, as far as its parts show. */
export const isComplete = ({ meters }: VirtualConfig, span: SpanState): boolean =>
  meters.every((meter) => span.told[meter.id] || !isWanted(meter, span));

export function isWanted({ form, quantities }: VirtualMeterForm, { quantity, parts }: SpanState): boolean {
  if (quantities && !quantities.has(quantity)) return false;
  for (const part of form.keys()) if (parts[part]) return true;
  return false;
}

/** Tells what can be told of a span: what is complete, and when its time is over also what is not. */
export function told(
  meters: readonly VirtualMeterForm[],
  span: SpanState,
  shown: Shown,
  site: string,
  outputs: StepOutput[],
  why: readonly string[] = [],
): SpanState {
  const { quantity, from, to } = span;
  const fresh: Record<string, Versioned> = {};
  for (const meter of meters) {
    if (!isWanted(meter, span) || !isDue(meter, span, shown)) continue;
    const computed = virtualAmount(meter.form, span.parts);
    const before = span.told[meter.id];
    if (before && isSame(before, computed)) continue;
    const amount = before ? { ...computed, reasons: [...computed.reasons, ...why] } : computed;
    const version = (before?.version ?? 0) + 1;
    fresh[meter.id] = { ...amount, version };
    const payload: Interval = { kind: "interval", site, meter: meter.id, quantity, from, to, ...amount, version };
    outputs.push({ port: 0, payload });
    const correction = before && why.length === 0 && correctionOf([{ now: payload, before }], "part-corrected");
    if (correction) outputs.push({ port: correctionPort, payload: correction });
  }
  return Object.keys(fresh).length === 0 ? span : { ...span, told: { ...span.told, ...fresh } };
}

function isDue({ form, quantities }: VirtualMeterForm, span: SpanState, shown: Shown): boolean {
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

/** That it was computed again for another reason than its parts is no difference by itself. */
function isSame(before: Versioned, computed: Amount): boolean {
  return sameAmount({ ...before, reasons: before.reasons.filter((reason) => reason !== expressionChanged) }, computed);
}
