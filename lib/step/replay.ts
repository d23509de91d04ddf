import { EnergyError, toEnergyError } from "../contract/error";
import { type Message, type Query, topicOf } from "../contract/messages";
import { parseMessage } from "../contract/validate";
import { wokenAt } from "./advance";
import { timeOf } from "./message-time";
import { PastInMemory } from "./past-in-memory";
import type { StepAnswer, StepInput, StepModule, StepResult } from "./step";
import { Wakes } from "./wakes";

/** A line of a replay's output. */
export type ReplayLine =
  | { readonly at: number; readonly topic: string; readonly payload: Message }
  | { readonly at: number; readonly error: EnergyError };

/**
 * Runs a step module over recorded messages in simulated time: a message's own time moves the clock,
 * which never goes back.
 */
export class Replay<Config, State> {
  readonly #config: Config;
  readonly #states = new Map<string, State>();
  readonly #past = new PastInMemory();
  readonly #wakes = new Wakes();
  /** Undefined before the first message. */
  #clock: number | undefined;

  /** Throws CONFIG_INVALID as the node would. */
  constructor(
    private readonly module: StepModule<Config, State>,
    rawConfig: unknown,
  ) {
    this.#config = module.parseConfig(rawConfig);
  }

  /** One line of input, `{topic, payload}` in JSON. A line that is wrong gives an error line and changes nothing. */
  *line(text: string): Generator<ReplayLine> {
    let message: Message;
    try {
      message = parseMessage(payloadOf(text));
    } catch (thrown) {
      yield { at: this.#now, error: toEnergyError(thrown) };
      return;
    }
    yield* this.#moveTo(timeOf(message) ?? this.#now);
    this.#past.keep(message);
    const key = this.module.keyOf(message, this.#config);
    if (key === undefined) return;
    if (message.kind === "query" && this.module.answer) yield* this.#answer(key, message);
    else yield* this.#step(key, { type: "message", message });
  }

  get #now(): number {
    return this.#clock ?? 0;
  }

  /** Moves the clock, waking on the way who wanted to be. */
  *#moveTo(time: number): Generator<ReplayLine> {
    const { module } = this;
    if (this.#clock === undefined) {
      this.#clock = time;
      for (const key of module.keys?.(this.#config) ?? []) {
        const first = module.initialState(this.#config, key);
        this.#hold(key, module.resume?.(this.#config, first, time, key) ?? first);
      }
    }
    const end = Math.max(this.#clock, time);
    for (let next = this.#wakes.takeFirst(end); next; next = this.#wakes.takeFirst(end)) {
      const { key, at } = next;
      this.#clock = Math.max(this.#clock, at);
      yield* this.#take(key, () => wokenAt(module, this.#config, this.#states.get(key) as State, at, key));
    }
    this.#clock = end;
  }

  *#answer(key: string, query: Query): Generator<ReplayLine> {
    const { module } = this;
    const work = () => {
      const asking = module.answer?.(
        this.#config,
        query,
        this.#now,
        this.#states.get(key) ?? module.initialState(this.#config, key),
      );
      return asking && { ...this.#past.answerAll(key, asking), state: undefined };
    };
    yield* this.#tell(work);
  }

  *#step(key: string, input: StepInput): Generator<ReplayLine> {
    const { module } = this;
    const state = this.#states.get(key) ?? module.initialState(this.#config, key);
    yield* this.#take(key, () => module.step(this.#config, state, input, this.#now));
    const counted = this.#states.get(key);
    if (counted === undefined || !module.wantsPast?.(counted) || !module.recountPast) return;
    const recount = module.recountPast(this.#config, counted, key);
    yield* this.#take(key, () => this.#past.answerAll(key, recount));
  }

  *#take(key: string, work: () => StepResult<State>): Generator<ReplayLine> {
    yield* this.#tell(() => {
      const result = work();
      this.#hold(key, result.state);
      return result;
    });
  }

  #hold(key: string, state: State): void {
    this.#states.set(key, state);
    this.#wakes.set(key, this.module.wakeAt?.(this.#config, state));
  }

  *#tell(work: () => StepAnswer | undefined): Generator<ReplayLine> {
    let result: StepAnswer | undefined;
    try {
      result = work();
    } catch (thrown) {
      yield { at: this.#now, error: toEnergyError(thrown) };
      return;
    }
    for (const { payload, transient } of result?.outputs ?? []) {
      if (!transient) this.#past.keep(payload);
      yield { at: this.#now, topic: topicOf(payload), payload };
    }
    for (const error of result?.errors ?? []) yield { at: this.#now, error };
  }
}

function payloadOf(text: string): unknown {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch (cause) {
    throw new EnergyError("MESSAGE_INVALID", { place: "line", detail: (cause as Error).message }, { cause });
  }
  if (typeof line === "object" && line !== null && "payload" in line) return line.payload;
  throw new EnergyError("MESSAGE_INVALID", { place: "line", detail: "has no payload" });
}
