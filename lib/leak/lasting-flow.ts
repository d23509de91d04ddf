import { baseFlow, leastFlow } from "./flow-hours";
import { levelFlow } from "./flow-level";
import { lowestLevelFlow } from "./flow-levels";
import { hourMs } from "./flow-span";
import type { Look, Sign } from "./leak-sign";
import { provableHours } from "./proof";
import { baseLevelOf, learningMs, runLimitMs } from "./run-limit";

/** The highest level that has been kept up for longer than this meter may; undefined: it rests as it does. */
export function lastingFlow(look: Look): Sign | undefined {
  const { state, rule, pulse, span } = look;
  const lowest = lowestLevelFlow(look.leastFlow);
  const knownMs = span.to - (state.startedAt ?? span.from);
  const baseLevel = baseLevelOf(state.levels, span.to);
  let found: { level: number; limitMs: number } | undefined;
  for (const [name, track] of Object.entries(state.levels)) {
    const level = Number(name);
    if (found && level < found.level) continue;
    const flow = levelFlow(lowest, level);
    const { longestUseHours } = rule;
    const asked = { level, flow, pulse, baseLevel, knownMs, leastFlow: look.leastFlow, longestUseHours };
    const limitMs = runLimitMs(track, asked);
    if (track.watchedMs >= limitMs) found = { level, limitMs };
  }
  return found && signOf(look, found.level, levelFlow(lowest, found.level), found.limitMs, knownMs < learningMs);
}

function signOf({ state, pulse, rule }: Look, level: number, flow: number, limitMs: number, learning: boolean): Sign {
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
