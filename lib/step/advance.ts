import { EnergyError } from "../contract/error";
import type { StepModule, StepOutput, StepResult } from "./step";

/** One step that a state has asked for, at its time. A state that does not ask for a later one afterwards would be woken for ever. */
export function wokenAt<Config, State>(
  module: StepModule<Config, State>,
  config: Config,
  state: State,
  at: number,
  key: string,
): StepResult<State> {
  const result = module.wake?.(config, state, at, key);
  const next = result && module.wakeAt?.(config, result.state);
  if (result && (next === undefined || next > at)) return result;
  throw new EnergyError("INTERNAL", { detail: `${module.name} does not come to rest` });
}

/** Steps what a state has asked for up to `now`, each at its own time; undefined where it asked for nothing. */
export function wokenUpTo<Config, State>(
  module: StepModule<Config, State>,
  config: Config,
  state: State,
  now: number,
  key: string,
): StepResult<State> | undefined {
  let result: StepResult<State> | undefined;
  for (;;) {
    const current = result?.state ?? state;
    const at = module.wakeAt?.(config, current);
    if (at === undefined || at > now) return result;
    const next = wokenAt(module, config, current, at, key);
    result = result ? joined(result, next) : next;
  }
}

/** Two steps of one key as one. */
export function joined<State>(first: StepResult<State>, second: StepResult<State>): StepResult<State> {
  const outputs: readonly StepOutput[] =
    first.outputs.length > 0 ? [...first.outputs, ...second.outputs] : second.outputs;
  const errors = [...(first.errors ?? []), ...(second.errors ?? [])];
  return { ...second, outputs, ...(errors.length > 0 && { errors }) };
}
