import type { Interval, Reading } from "../contract/messages";
import { quantityNamed } from "../metering/quantities";
import { type FlowSpan, hourMs } from "./flow-span";
import { type FlowSource, flowSources, type MeterFlow } from "./meter-flow";
import { registerMoved } from "./register-spans";

const volumes = ["water_volume", "gas_volume"] as const;
const flows = { water_flow: "water_volume", gas_flow: "gas_volume" } as const;
const minutesOfHour = 60;
/** What comes more often is gathered: a minute is fine enough for any leak. */
const leastSpanMs = 60_000;
/** What a gauge shows holds until it shows something else, but not through longer silence. */
const longestHeldMs = 2 * hourMs;

export const isFlowQuantity = (quantity: string): boolean => (volumes as readonly string[]).includes(quantity);

export interface FlowSeen {
  readonly state: MeterFlow;
  readonly span?: FlowSpan;
}

/** The litres or m³ that a message adds to what is known; a worse source than the known one is not listened to. */
export function flowSeen(state: MeterFlow, message: Reading | Interval): FlowSeen {
  return message.kind === "interval" ? intervalSeen(state, message) : readingSeen(state, message);
}

function readingSeen(state: MeterFlow, { at, values, quality }: Reading): FlowSeen {
  if (quality === "bad") return { state };
  for (const quantity of volumes) {
    const value = values[quantity];
    if (value !== undefined) return registerSeen(sourced(state, "register", quantity), at, value);
  }
  for (const [gauge, quantity] of Object.entries(flows)) {
    const flow = values[gauge];
    if (flow !== undefined && mayUse(state, "gauge")) {
      return gaugeSeen(sourced(state, "gauge", quantity), at, flow * minutesOfHour);
    }
  }
  return { state };
}

function registerSeen(state: MeterFlow, at: number, value: number): FlowSeen {
  const { place } = state;
  if (place && value >= place.value && at > place.at && at - place.at < leastSpanMs) return { state };
  const { place: moved, span } = registerMoved(place, at, value);
  if (!span) return { state: { ...state, place: moved } };
  return { state: { ...state, place: moved, ...pulseAfter(state, span.amount) }, span };
}

function gaugeSeen(state: MeterFlow, at: number, flow: number): FlowSeen {
  const { gauge } = state;
  const next = { ...state, gauge: { at, flow } };
  if (!gauge || at - gauge.at > longestHeldMs) return { state: next };
  if (at - gauge.at < leastSpanMs) return { state };
  const amount = gauge.flow * ((at - gauge.at) / hourMs);
  return { state: next, span: { from: gauge.at, to: at, amount } };
}

/** Closed intervals in their order; corrections of what is past change no alarm. */
function intervalSeen(state: MeterFlow, interval: Interval): FlowSeen {
  const { quantity, from, to, amount, quality, version } = interval;
  if (!isFlowQuantity(quantity) || quality === "missing" || version === 0 || !mayUse(state, "interval"))
    return { state };
  if (state.place && from < state.place.at) return { state };
  const next = sourced(state, "interval", quantity);
  return { state: { ...next, place: { at: to, value: 0 }, ...pulseAfter(next, amount) }, span: { from, to, amount } };
}

const mayUse = ({ source }: MeterFlow, offered: FlowSource): boolean =>
  source === undefined || flowSources.indexOf(offered) <= flowSources.indexOf(source);

/** A better source than before begins anew. */
function sourced(state: MeterFlow, source: FlowSource, quantity: string): MeterFlow {
  if (state.source === source) return state;
  const { place: _place, gauge: _gauge, pulse: _pulse, ...rest } = state;
  return { ...rest, source, quantity };
}

/** Amounts are multiples of what the register counts in; a millionth of the unit is the finest. */
const finest = 1e6;

function pulseAfter({ pulse }: MeterFlow, amount: number): { readonly pulse?: number } {
  const whole = Math.round(amount * finest);
  if (whole <= 0) return pulse === undefined ? {} : { pulse };
  const known = pulse === undefined ? whole : commonPart(Math.round(pulse * finest), whole);
  return { pulse: known / finest };
}

function commonPart(a: number, b: number): number {
  let [more, less] = [a, b];
  while (less > 0) [more, less] = [less, more % less];
  return more;
}

/** Unit of the amounts, e.g. `L`. */
export const unitOf = ({ quantity }: MeterFlow): string => quantityNamed(quantity ?? "water_volume").unit;
