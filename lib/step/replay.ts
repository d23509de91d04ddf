import { EnergyError, toEnergyError } from "../contract/error";
import { type Message, topicOf } from "../contract/messages";
import { parseMessage } from "../contract/validate";
import { timeOf } from "./message-time";
import { PastInMemory } from "./past-in-memory";
import type { StepInput, StepModule, StepResult } from "./step";

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
  #now = 0;

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
    const time = timeOf(message) ?? this.#now;
    this.#now = Math.max(this.#now, time);
    const key = this.module.keyOf(message);
    if (key !== undefined) yield* this.#step(key, { type: "message", message });
  }

  *#step(key: string, input: StepInput): Generator<ReplayLine> {
    this.#past.keep(key, input.message);
    const { module } = this;
    const state = this.#states.get(key) ?? module.initialState(this.#config, key);
    yield* this.#take(key, () => module.step(this.#config, state, input, this.#now));
    const counted = this.#states.get(key);
    if (counted === undefined || !module.wantsPast?.(counted) || !module.recountPast) return;
    const recount = module.recountPast(this.#config, counted, key);
    yield* this.#take(key, () => this.#past.answerAll(key, recount));
  }

  *#take(key: string, work: () => StepResult<State>): Generator<ReplayLine> {
    let result: StepResult<State>;
    try {
      result = work();
    } catch (thrown) {
      yield { at: this.#now, error: toEnergyError(thrown) };
      return;
    }
    this.#states.set(key, result.state);
    for (const { payload, transient } of result.outputs) {
      if (!transient) this.#past.keep(key, payload);
      yield { at: this.#now, topic: topicOf(payloadHead(payload)), payload };
    }
    for (const error of result.errors ?? []) yield { at: this.#now, error };
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

function payloadHead(payload: Message) {
  return payload.kind === "alert" ? { ...payload.condition, kind: payload.kind } : payload;
}
