import type { EnergyError, ErrorParams } from "../contract/error";
import type { Interval, Message, Query, Reading } from "../contract/messages";

/**
 * The shape of every stateful node's logic: a pure transition. The same module runs behind a node,
 * behind `npm run replay` and in the golden cases.
 */
export interface StepModule<Config, State> {
  /** The node's type, e.g. `energy-accumulator`. */
  readonly name: string;
  /** Version of `State`; a stored state of another version goes through `migrate`. */
  readonly stateVersion: number;
  /** Checks the node's raw configuration; opens nothing; throws CONFIG_INVALID. */
  parseConfig(raw: unknown): Config;
  /** The part of the state this input concerns, e.g. `<site>/<meter>`; undefined: not for this node. */
  keyOf(message: Message, config: Config): string | undefined;
  /** State of a key that was never seen. */
  initialState(config: Config, key: string): State;
  /** What must be known from the journal before this message can be stepped; it comes as `recalled`. */
  recall?(config: Config, state: State, message: Message): IntervalsAbout | undefined;
  /** Pure: time is `now` (ms UTC), never the clock. */
  step(config: Config, state: State, input: StepInput, now: number): StepResult<State>;
  /** Keys that exist before anything came of them, e.g. meters that may stay silent from the first day on. */
  keys?(config: Config): readonly string[];
  /** When the state wants to be stepped although nothing comes, ms UTC (`wake`). */
  wakeAt?(config: Config, state: State): number | undefined;
  /** Steps at the time that `wakeAt` asked for, which may lie in the past of a catching-up runner; it must ask for a later one. */
  wake?(config: Config, state: State, now: number, key: string): StepResult<State>;
  /** At a start, after the journal has been taken in, and where the clock leaps: how long nobody watched is not how long nothing happened. */
  resume?(config: Config, state: State, now: number, key: string): State;
  /** What another configuration makes of a state while the node runs: what it named may be no more. */
  reconfigured?(config: Config, state: State, now: number): State;
  /** Answers a question about the past; changes no state, and what it gives is sent but not kept. */
  answer?(config: Config, query: Query, now: number, state: State): Generator<PastQuestion, StepAnswer, PastAnswer>;
  /** Whether the state asks for a part of the past to be counted again (`recountPast`). */
  wantsPast?(state: State): boolean;
  /**
   * Counts a part of the past again: asks for what it needs and is answered, then gives the state that replaces the
   * key's, no longer asking, and what has changed. No input of the key is stepped meanwhile.
   */
  recountPast?(config: Config, state: State, key: string): Generator<PastQuestion, StepResult<State>, PastAnswer>;
  /** Turns an older state into a current one, or undefined to start over. */
  migrate?(state: unknown, version: number): State | undefined;
}

/**
 * Asks for one key's past, or that of another meter of its site where one is named; answered in the order of time. `from` inclusive,
 * `to` exclusive, ms UTC.
 */
export type PastQuestion =
  /** The last readings before a time. */
  | { readonly ask: "readings-before"; readonly before: number; readonly count: number }
  /** The first readings from a time on; fewer than `limit` are the last. */
  | { readonly ask: "readings"; readonly from: number; readonly limit: number; readonly meter?: string }
  /** The newest version of each interval that begins in the period. */
  | {
      readonly ask: "intervals";
      readonly from: number;
      readonly to: number;
      readonly meter?: string;
      readonly quantity?: string;
    };

export type PastAnswer = readonly (Reading | Interval)[];

export type StepAnswer = Omit<StepResult<unknown>, "state">;

export interface StepInput {
  readonly type: "message";
  readonly message: Message;
  /** Answer to `recall`: the newest version of each interval; absent where there is no journal to ask. */
  readonly recalled?: readonly Interval[];
}

/** Names the intervals of all meters of a site for some quantities and one span of time, ms UTC. */
export interface IntervalsAbout {
  readonly site: string;
  readonly quantities: readonly string[];
  readonly from: number;
  readonly to: number;
}

export interface StepOutput {
  /** Output of the node, from 0. */
  readonly port: number;
  readonly payload: Message;
  /** Only for those who look now (a running total): sent, but not kept in the journal. */
  readonly transient?: true;
  /** Its number in the journal, once it is there. */
  readonly seq?: number;
}

export interface StepResult<State> {
  readonly state: State;
  readonly outputs: readonly StepOutput[];
  readonly status: StepStatus;
  /** Problems with this input that did not stop the step. */
  readonly errors?: readonly EnergyError[];
}

/** A line of the status table (`lib/red/status.ts`) and the values of its text. */
export interface StepStatus {
  readonly code: string;
  readonly params?: ErrorParams;
}
