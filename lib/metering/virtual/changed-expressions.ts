import type { Interval } from "../../contract/messages";
import type { PastAnswer, PastQuestion, StepOutput } from "../../step/step";
import {
  type ChangedInterval,
  correctionOf,
  correctionPort,
  expressionChanged,
  type Shown,
  type SpanState,
  told,
  withInterval,
} from "./spans";
import { asCounted } from "./stand-ins";
import type { VirtualConfig, VirtualMeterForm } from "./virtual-config";

/** Which meters are computed otherwise now, and from when on their past is computed again, ms UTC. */
export interface Changed {
  readonly meters: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** The month before the running one, whatever the zone: reports and bills of it may still be made. */
const reachMs = 62 * 24 * 3_600_000;

export const expressionsOf = ({ meters }: VirtualConfig): Record<string, string> =>
  Object.fromEntries(meters.map((meter) => [meter.id, expressionOf(meter)]));

const expressionOf = ({ form, quantities }: VirtualMeterForm): string =>
  JSON.stringify([[...form].sort(([a], [b]) => (a < b ? -1 : 1)), quantities ? [...quantities].sort() : null]);

/** Undefined where nothing has, or where nothing is known of before: then the whole journal has just been read. */
export function changedSince(
  config: VirtualConfig,
  before: Readonly<Record<string, string>> | undefined,
  now: number,
): Changed | undefined {
  if (!before) return undefined;
  const meters = config.meters.filter((meter) => before[meter.id] !== expressionOf(meter)).map(({ id }) => id);
  return meters.length > 0 ? { meters, from: now - reachMs, to: now } : undefined;
}

/** Computes meters again from what the journal holds of their parts; what differs is sent with its next version. */
export function* recomputed(
  config: VirtualConfig,
  { meters, from, to }: Changed,
  shown: Shown,
  key: string,
): Generator<PastQuestion, StepOutput[], PastAnswer> {
  const outputs: StepOutput[] = [];
  for (const id of meters) {
    const meter = config.meters.find((one) => one.id === id);
    if (!meter) continue;
    const spans = new Map<string, SpanState>();
    for (const part of [...meter.form.keys(), id]) {
      for (const interval of (yield { ask: "intervals", meter: part, from, to }) as readonly Interval[]) {
        take(config, spans, asCounted(config.standIns, interval));
      }
    }
    const ordered = [...spans.values()].sort((a, b) => a.from - b.from);
    for (const quantity of new Set(ordered.map((span) => span.quantity))) {
      const own = ordered.filter((span) => span.quantity === quantity);
      outputs.push(...again(meter, own, shown, key));
    }
  }
  return outputs;
}

/** The intervals of one quantity that differ, and one record of the correction. */
function again(meter: VirtualMeterForm, spans: readonly SpanState[], shown: Shown, site: string): StepOutput[] {
  const outputs: StepOutput[] = [];
  const changed: ChangedInterval[] = [];
  for (const span of spans) {
    const before = span.told[meter.id];
    const made: StepOutput[] = [];
    told([meter], span, shown, site, made, [expressionChanged]);
    for (const { payload } of made) {
      if (before && payload.kind === "interval") changed.push({ now: payload, before });
    }
    outputs.push(...made);
  }
  const correction = correctionOf(changed, expressionChanged);
  if (correction) outputs.push({ port: correctionPort, payload: correction });
  return outputs;
}

function take(config: VirtualConfig, spans: Map<string, SpanState>, interval: Interval): void {
  const { quantity, from, to } = interval;
  const about = `${quantity} ${from} ${to}`;
  // What is missing by now does not come any more.
  const span = spans.get(about) ?? { quantity, from, to, since: to, fresh: true, over: true, parts: {}, told: {} };
  spans.set(about, withInterval(config, span, interval));
}
