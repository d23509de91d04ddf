import type { EnergyError } from "../contract/error";
import type { Message } from "../contract/messages";
import type { StepModule, StepResult } from "../step/step";
import { type AccumulatorConfig, parseAccumulatorConfig } from "./accumulator-config";
import { type AccumulatorState, emptyState } from "./accumulator-state";
import { countReading } from "./count-reading";
import { enterFact, enterSiteFacts } from "./enter-fact";
import { factOf } from "./meter-facts";
import { recountPast } from "./recount-past";
import { watchMeter } from "./watch-meter";

export type { AccumulatorState } from "./accumulator-state";

/** Turns readings into aligned intervals, and counts again what late readings and dated facts change. One key per meter. */
export const accumulator: StepModule<AccumulatorConfig, AccumulatorState> = {
  name: "energy-accumulator",
  // 1 had neither window nor integers: such states are made again from the journal.
  stateVersion: 2,
  parseConfig: parseAccumulatorConfig,
  keyOf,
  initialState: () => emptyState,
  step(config, before, { message }, now): StepResult<AccumulatorState> {
    if (message.kind !== "reading" && message.kind !== "event") return unchanged(before);
    const meter = config.meterOf(message.meter);
    const facts = before.siteMark === meter.factsMark ? undefined : enterSiteFacts(config, meter, before, message);
    const state = facts?.state ?? before;
    const outputs = facts?.outputs ?? [];
    if (message.kind === "event") {
      const entered = enterFact(config, meter, state, message, factOf(message));
      return resultOf(entered.state, [...outputs, ...entered.outputs]);
    }
    if (message.quality === "bad") return { state, outputs, status: { code: "doubtful" } };
    const counted = countReading(config, meter, state, message, now);
    const watched = watchMeter(config, meter, counted.state, message);
    const errors = watched.errors.length > 0 ? [...counted.errors, ...watched.errors] : counted.errors;
    const isCalm = outputs.length === 0 && watched.outputs.length === 0;
    return resultOf(
      watched.state,
      isCalm ? counted.outputs : [...outputs, ...counted.outputs, ...watched.outputs],
      errors,
    );
  },
  wantsPast: ({ past }) => past !== undefined,
  recountPast,
};

/** A correction is what this node itself reports. */
function keyOf(message: Message): string | undefined {
  if (message.kind === "event" && message.event === "correction") return undefined;
  return message.kind === "reading" || message.kind === "event" ? `${message.site}/${message.meter}` : undefined;
}

const unchanged = (state: AccumulatorState): StepResult<AccumulatorState> => resultOf(state, []);

function resultOf(
  state: AccumulatorState,
  outputs: StepResult<AccumulatorState>["outputs"],
  errors: readonly EnergyError[] = [],
): StepResult<AccumulatorState> {
  return { state, outputs, errors, status: { code: isDoubtful(state) ? "doubtful" : "counting" } };
}

function isDoubtful({ series }: AccumulatorState): boolean {
  for (const name in series) {
    const known = series[name];
    if (known?.kind === "register" && known.series.head?.track.doubts) return true;
  }
  return false;
}
