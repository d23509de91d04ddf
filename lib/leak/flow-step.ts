import { medianOf } from "./flow-hours";
import { hourMs } from "./flow-span";
import type { Look, Sign } from "./leak-sign";
import type { MeterFlow } from "./meter-flow";
import { isNewBase } from "./run-limit";

const dayMs = 24 * hourMs;
/** So many nights in a row must be higher. */
const nights = 3;
/** So many nights before them say what is usual. */
const usualNights = 10;
/** Above the usual by so many of its spreads, by so much of itself, and by so many least flows or pulses. */
const spreads = 4;
const leastShare = 0.2;
const leastSteps = 2;
/** Readings further apart do not show the night by itself. */
const longestCadenceMs = 2 * hourMs;
/** A median absolute deviation as a standard deviation. */
const normal = 1.4826;

/**
 * The nightly least flow of a meter that never rests has stepped up. Where a meter does rest, a lasting flow is told sooner; and what
 * is told as a leak already is not told twice. To be asked once a day, when its least flow is known.
 */
export function flowStep(look: Look): Sign | undefined {
  const { state, leastFlow, span } = look;
  const { minima } = state.hours;
  const before = state.told["flow-step"];
  if (before) return stillHigher(look, before);
  const usual = minima.slice(0, -nights);
  if (state.cadenceMs > longestCadenceMs) return undefined;
  if (usual.length < usualNights || state.told.leak || state.told["continuous-flow"]) return undefined;
  const base = medianOf(usual);
  if (base < leastFlow) return undefined;
  const spread = normal * medianOf(usual.map((least) => Math.abs(least - base)));
  const limit =
    base +
    Math.max(spreads * spread, leastShare * base, leastSteps * leastFlow, (leastSteps * look.pulse) / look.width);
  const now = Math.min(...minima.slice(-nights));
  if (now <= limit || now <= Math.max(...usual)) return undefined;
  return signOf(look, span.to - nights * dayMs, base, now, limit);
}

/** Half of the step must be left. */
function stillHigher(look: Look, { since, flow, base = 0 }: NonNullable<MeterFlow["told"]["flow-step"]>) {
  const least = look.state.hours.minima.at(-1) ?? 0;
  if (least < base + flow / 2 || isNewBase(since, look.span.to)) return undefined;
  return signOf(look, since, base, least, base);
}

const signOf = ({ rule }: Look, since: number, base: number, now: number, limit: number): Sign => ({
  rule: "flow-step",
  severity: rule.severity ?? "warning",
  since,
  flow: now - base,
  limit: limit - base,
  base,
  evidence: { baseFlow: base, leastFlow: now, nights },
});
