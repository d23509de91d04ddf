import { baseFlow, leastFlow } from "./flow-hours";
import { levelFlow } from "./flow-level";
import { lowestLevelFlow } from "./flow-levels";
import { hourMs } from "./flow-span";
import type { Look, Sign } from "./leak-sign";
import { provableHours } from "./proof";
import { baseLevelBefore, baseLevelOf, isNewBase, learningMs, leastLimitMs, runLimitMs } from "./run-limit";

/** The highest level that has been kept up for longer than this meter may; undefined: it rests as it does. */
export function lastingFlow(look: Look): Sign | undefined {
  const { state, span } = look;
  const lowest = lowestLevelFlow(look.leastFlow);
  const leastMs = leastLimitMs(look.rule.longestUseHours);
  if (!state.levels.some((track) => track && track.watchedMs >= leastMs)) return stillFlowing(look, lowest);
  const asked = {
    pulse: look.pulse,
    leastFlow: look.leastFlow,
    longestUseHours: look.rule.longestUseHours,
    knownMs: span.to - (state.startedAt ?? span.from),
    baseLevel: baseLevelOf(state.levels, span.to),
    cadenceMs: state.cadenceMs,
  };
  for (let level = state.levels.length - 1; level >= 0; level--) {
    const track = state.levels[level];
    if (!track || track.watchedMs < leastMs) continue;
    const flow = levelFlow(lowest, level);
    const limitMs = runLimitMs(track, { ...asked, level, flow });
    if (track.watchedMs >= limitMs) return signOf(look, { level, flow, limitMs }, asked.knownMs < learningMs);
  }
  return stillFlowing(look, lowest);
}

interface Found {
  readonly level: number;
  readonly flow: number;
  readonly limitMs: number;
}

/** What was told ends when less than a quarter of it still flows without a pause: a leak that gets smaller is the same leak. */
const heldLevels = 4;

/** Flow that was there from the beginning and never stops is the meter's base in the end; a leak stays one. */
function stillFlowing(look: Look, lowest: number): Sign | undefined {
  const { leak, "continuous-flow": continuous } = look.state.told;
  const told = leak ?? continuous;
  if (told?.level === undefined) return undefined;
  if (!leak && isNewBase(told.since, look.span.to)) return undefined;
  const aboveBase = Math.min(told.level, baseLevelBefore(look.state.levels, told.since) + 1);
  const level = Math.max(told.level - heldLevels, aboveBase);
  const track = look.state.levels[level];
  if (!track || track.since > told.since) return undefined;
  return signOf(look, { level, flow: levelFlow(lowest, level), limitMs: 0 }, !leak);
}

function signOf({ state, pulse, rule }: Look, { level, flow, limitMs }: Found, learning: boolean): Sign {
  const track = state.levels[level];
  const base = baseFlow(state.hours);
  const seen = leastFlow(state.hours, 1 + Math.ceil(provableHours(pulse, flow)));
  const loss = Math.max(flow, (seen ?? flow) - (base ?? 0));
  return {
    rule: learning ? "continuous-flow" : "leak",
    severity: rule.severity ?? "warning",
    since: track?.since ?? 0,
    flow: loss,
    level,
    evidence: {
      provenFlow: flow,
      baseFlow: base ?? 0,
      watchedHours: hours(track?.watchedMs ?? 0),
      limitHours: hours(limitMs),
      pulse,
      provableHours: Math.round(provableHours(pulse, flow) * 100) / 100,
    },
  };
}

const hours = (ms: number): number => Math.round((ms / hourMs) * 10) / 10;
