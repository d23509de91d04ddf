import { type EnergyError, toEnergyError } from "../contract/error";
import type { JournalRecord, RecordKind, StateEntry, Store } from "../store/store";
import { timeOf } from "./message-time";
import { durable, numbered } from "./numbered";
import { answerFromPast } from "./past-of-store";
import { madeAbout, recalledFrom } from "./recalled";
import type { IntervalsAbout, StepInput, StepModule, StepOutput, StepResult, StepStatus } from "./step";

/** What one input led to, once it is durable. */
export interface StepOutcome {
  readonly outputs: readonly StepOutput[];
  readonly errors: readonly EnergyError[];
  readonly status: StepStatus;
}

interface Held<State> {
  readonly state: State;
  /** Last journal record that has gone into it. */
  readonly seq: number;
}

/** The key under which the runner keeps how far it has read the journal. */
const cursorKey = "";
const catchUpBatch = 1000;

/**
 * Runs a step module over a store. A key's state is written in the same transaction as what it
 * produced, otherwise at checkpoints; after a crash the runner reads on in the journal from its last
 * checkpoint. Re-made outputs have the same idempotency keys, so nothing is counted twice. Without a
 * store the state lives in memory only.
 */
export class StepRunner<Config, State> {
  readonly #held = new Map<string, Held<State>>();
  readonly #dirty = new Set<string>();
  #cursor = 0;
  /** Everything up to here has come from the journal; the same by wire is not new. */
  #restoredTo = 0;
  /** Keys of which a commit failed: their stored state may hold more than was stored with it. */
  readonly #suspect = new Set<string>();
  /** Commits that are on their way: what they write is not yet in an answer of the store. */
  readonly #writing = new Set<Promise<unknown>>();
  /** Where the module recalls, inputs wait for one another until they are stepped. */
  #turn: Promise<unknown> = Promise.resolve();
  #restoring: Promise<void> | undefined;
  /** Keys whose states ask for their past. */
  readonly #wanting = new Set<string>();
  /** Keys whose past is being counted again; their inputs wait. */
  readonly #recounting = new Map<string, Promise<void>>();
  #stopped = false;

  constructor(
    private readonly module: StepModule<Config, State>,
    private readonly config: Config,
    private readonly node: string,
    private readonly store?: Store,
  ) {}

  /** Last journal record this runner has taken in. */
  get cursor(): number {
    return this.#cursor;
  }

  /**
   * Restores the states and takes in what the journal holds beyond them. `forward` gets what that
   * produced, already durable. Rejects as the store does. Asked for again while it runs, it is the same
   * run: two would step each other's states.
   */
  restore(kinds: readonly RecordKind[], clock: () => number, forward: (outcome: StepOutcome) => void): Promise<void> {
    this.#restoring ??= this.#restore(kinds, clock, forward).finally(() => {
      this.#restoring = undefined;
    });
    return this.#restoring;
  }

  async #restore(kinds: readonly RecordKind[], clock: () => number, forward: (outcome: StepOutcome) => void) {
    if (!this.store) return;
    this.#held.clear();
    this.#wanting.clear();
    this.#dirty.clear();
    this.#cursor = 0;
    const entries = await this.store.states(this.node);
    // A state that cannot be used any more is made again from the whole journal; the others skip what they have had.
    const lost = entries.filter((entry) => this.#suspect.has(entry.key) || !this.#adopt(entry));
    if (lost.length > 0) this.#cursor = 0;
    for (;;) {
      const records = this.#stopped ? [] : await this.store.tail(this.#cursor, kinds, catchUpBatch);
      if (records.length === 0) {
        this.#restoredTo = this.#cursor;
        this.#suspect.clear();
        return;
      }
      await this.#takeIn(records, clock, forward);
    }
  }

  /**
   * One input, stepped before this returns, so that inputs keep their order; only where the key's past is being
   * counted again, or the module recalls, it waits its turn. The promise resolves when what it produced is durable;
   * rejects as the store does.
   */
  async input(input: StepInput, now: number, seq = 0): Promise<StepOutcome | undefined> {
    const key = this.module.keyOf(input.message);
    if (key === undefined) return undefined;
    for (let busy = this.#recounting.get(key); busy; busy = this.#recounting.get(key)) await busy;
    if (!this.store || !this.module.recall) return this.#stepAndCommit(key, input, now, seq)?.committed;
    // In an object, because a promise of a promise would keep the next input waiting for the disk.
    const turn = this.#turn.then(async () => this.#stepAndCommit(key, await this.#withRecalled(key, input), now, seq));
    this.#turn = turn.catch(() => undefined);
    return (await turn)?.committed;
  }

  #stepAndCommit(key: string, input: StepInput, now: number, seq: number) {
    if (seq > 0 && (seq <= this.#restoredTo || seq <= (this.#held.get(key)?.seq ?? 0))) return undefined;
    const result = this.#apply(key, input, now, seq);
    this.#cursor = Math.max(this.#cursor, seq);
    return { committed: this.#commitOf(key, result) };
  }

  async #commitOf(key: string, result: StepResult<State>): Promise<StepOutcome> {
    const writing = this.#commit([key], result.outputs);
    this.#writing.add(writing);
    try {
      return { ...outcomeOf(result), outputs: numbered(result.outputs, await writing) };
    } catch (thrown) {
      this.#suspect.add(key);
      throw thrown;
    } finally {
      this.#writing.delete(writing);
    }
  }

  #question(key: string, { message }: StepInput): IntervalsAbout | undefined {
    if (!this.store || !this.module.recall) return undefined;
    const state = this.#held.get(key)?.state ?? this.module.initialState(this.config, key);
    return this.module.recall(this.config, state, message);
  }

  async #withRecalled(key: string, input: StepInput): Promise<StepInput> {
    const about = this.#question(key, input);
    if (!about) return input;
    await Promise.allSettled(this.#writing);
    return { ...input, recalled: await recalledFrom(this.store as Store, about) };
  }

  /**
   * Counts the past again wherever a state asks for it: what came late, or concerns a date long ago. Many such inputs
   * cost one count. Calls `forward` for each key, already durable. Rejects as the store does; what is left is asked for again.
   */
  async recount(forward: (outcome: StepOutcome) => void): Promise<void> {
    for (const key of [...this.#wanting]) {
      if (this.#stopped || this.#recounting.has(key)) continue;
      const work = this.#recountKey(key);
      const ended = work.then(
        () => undefined,
        () => undefined,
      );
      this.#recounting.set(key, ended);
      try {
        const outcome = await work;
        if (outcome) forward(outcome);
      } finally {
        this.#recounting.delete(key);
      }
    }
  }

  /** Whether a state asks for a part of the past. */
  get wantsPast(): boolean {
    return this.#wanting.size > 0;
  }

  async #recountKey(key: string): Promise<StepOutcome | undefined> {
    const held = this.#held.get(key);
    const recount = held && this.module.recountPast?.(this.config, held.state, key);
    if (!recount) return undefined;
    const result = await answerFromPast(this.store, key, recount);
    // Restored meanwhile: what was counted began from a state that is no longer the key's.
    if (this.#held.get(key) !== held) return undefined;
    this.#hold(key, result.state, held.seq);
    return this.#commitOf(key, result);
  }

  #hold(key: string, state: State, seq: number): void {
    this.#held.set(key, { state, seq });
    this.#dirty.add(key);
    this.#noteWish(key, state);
  }

  #noteWish(key: string, state: State): void {
    if (this.module.wantsPast?.(state)) this.#wanting.add(key);
    else this.#wanting.delete(key);
  }

  /** Ends a running restore after its batch; what is missing is taken in at the next start. */
  stop(): void {
    this.#stopped = true;
  }

  /** Writes every state that has changed since it was last written, and how far the journal has been read. */
  async checkpoint(): Promise<void> {
    if (!this.store || this.#dirty.size === 0) return;
    const keys = [...this.#dirty];
    this.#dirty.clear();
    try {
      await this.store.commit({ states: [...keys.map((key) => this.#entry(key)), this.#cursorEntry()] });
    } catch (thrown) {
      // Else a later checkpoint would write a cursor beyond states that were never written. A restore may have dropped some.
      for (const key of keys) if (this.#held.has(key)) this.#dirty.add(key);
      throw thrown;
    }
  }

  #adopt(entry: StateEntry): boolean {
    if (entry.key === cursorKey) {
      this.#cursor = entry.seq;
      return true;
    }
    const { module } = this;
    const state =
      entry.version === module.stateVersion ? (entry.state as State) : module.migrate?.(entry.state, entry.version);
    if (state === undefined) return false;
    this.#held.set(entry.key, { state, seq: entry.seq });
    this.#noteWish(entry.key, state);
    return true;
  }

  async #takeIn(records: readonly JournalRecord[], clock: () => number, forward: (outcome: StepOutcome) => void) {
    const outcomes: StepOutcome[] = [];
    for (const { seq, payload } of records) {
      const key = this.module.keyOf(payload);
      this.#cursor = seq;
      if (key === undefined || seq <= (this.#held.get(key)?.seq ?? 0)) continue;
      const now = Math.min(clock(), timeOf(payload) ?? clock());
      const input: StepInput = { type: "message", message: payload };
      const about = this.#question(key, input);
      // What this batch has made so far is not yet in an answer of the store.
      const recalled = about && [...(await recalledFrom(this.store as Store, about)), ...madeAbout(about, outcomes)];
      try {
        outcomes.push(outcomeOf(this.#apply(key, recalled ? { ...input, recalled } : input, now, seq)));
      } catch (thrown) {
        // One record that cannot be stepped must not keep a thousand meters from being restored.
        outcomes.push({ outputs: [], errors: [toEnergyError(thrown)], status: { code: "doubtful" } });
      }
    }
    const seqs = await this.#commitTaken(outcomes.flatMap(({ outputs }) => outputs));
    for (const outcome of outcomes) {
      forward({ ...outcome, outputs: numbered(outcome.outputs, seqs.splice(0, durable(outcome.outputs).length)) });
    }
  }

  async #commitTaken(outputs: readonly StepOutput[]): Promise<number[]> {
    const touched = [...this.#dirty];
    this.#dirty.clear();
    const committed = await this.store?.commit({
      records: durable(outputs).map(({ payload }) => payload),
      states: [...touched.map((key) => this.#entry(key)), this.#cursorEntry()],
    });
    return [...(committed?.seqs ?? [])];
  }

  #apply(key: string, input: StepInput, now: number, seq: number): StepResult<State> {
    const held = this.#held.get(key);
    const state = held?.state ?? this.module.initialState(this.config, key);
    const result = this.module.step(this.config, state, input, now);
    this.#hold(key, result.state, Math.max(seq, held?.seq ?? 0));
    return result;
  }

  /** The numbers of what was written, in order. */
  async #commit(keys: readonly string[], outputs: readonly StepOutput[]): Promise<readonly number[]> {
    const records = durable(outputs).map(({ payload }) => payload);
    if (!this.store || records.length === 0) return [];
    const states = keys.map((key) => this.#entry(key));
    for (const key of keys) this.#dirty.delete(key);
    return (await this.store.commit({ records, states })).seqs;
  }

  #entry(key: string): StateEntry {
    const held = this.#held.get(key) as Held<State>;
    return { node: this.node, key, version: this.module.stateVersion, seq: held.seq, state: held.state };
  }

  #cursorEntry(): StateEntry {
    return { node: this.node, key: cursorKey, version: this.module.stateVersion, seq: this.#cursor, state: null };
  }
}

function outcomeOf<State>({ outputs, errors = [], status }: StepResult<State>): StepOutcome {
  return { outputs, errors, status };
}
