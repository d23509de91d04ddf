import { toEnergyError } from "../contract/error";
import type { Query } from "../contract/messages";
import type { JournalRecord, RecordKind, Store } from "../store/store";
import { joined, wokenUpTo } from "./advance";
import { DoubtfulStates } from "./doubtful-states";
import { HeldStates } from "./held-states";
import { JournalPlace } from "./journal-place";
import { timeOf } from "./message-time";
import { durable, numbered } from "./numbered";
import { outcomeOf, type StepOutcome } from "./outcome";
import { answerFromPast } from "./past-of-store";
import { Recaller } from "./recaller";
import type { StepInput, StepModule, StepOutput, StepResult } from "./step";

const catchUpBatch = 1000;
const failedWakeMs = 60_000;

/**
 * Runs a step module over a store. A key's state is written in the same transaction as what it
 * produced, otherwise at checkpoints; after a crash the runner reads on in the journal from its last
 * checkpoint. Re-made outputs have the same idempotency keys, so nothing is counted twice. Without a
 * store the state lives in memory only.
 */
export class StepRunner<Config, State> {
  readonly #held: HeldStates<Config, State>;
  readonly #place: JournalPlace;
  readonly #doubtful = new DoubtfulStates();
  readonly #recaller: Recaller<Config, State>;
  /** Where the module recalls, inputs wait for one another until they are stepped. */
  #turn: Promise<unknown> = Promise.resolve();
  #restoring: Promise<void> | undefined;
  /** Keys whose past is being counted again; their inputs wait. */
  readonly #recounting = new Map<string, Promise<void>>();
  #stopped = false;

  constructor(
    private readonly module: StepModule<Config, State>,
    private config: Config,
    private readonly node: string,
    private readonly store?: Store,
  ) {
    this.#held = new HeldStates(module, config, node);
    this.#place = new JournalPlace(node, module.stateVersion);
    this.#recaller = new Recaller(module, config, store);
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
    this.#held.clear();
    this.#place.begin();
    if (this.store) await this.#readOn(this.store, kinds, clock, forward);
    this.#resumeAll(clock());
  }

  async #readOn(
    store: Store,
    kinds: readonly RecordKind[],
    clock: () => number,
    forward: (outcome: StepOutcome) => void,
  ) {
    const entries = await store.states(this.node);
    // A state that cannot be used any more is made again from the whole journal; the others skip what they have had.
    const lost = entries.filter(
      (entry) => this.#doubtful.has(entry.key) || !(this.#place.adopt(entry) || this.#held.adopt(entry)),
    );
    if (lost.length > 0) this.#place.begin();
    for (;;) {
      const records = this.#stopped ? [] : await store.tail(this.#place.read, kinds, catchUpBatch);
      if (records.length === 0) {
        this.#place.ended();
        this.#doubtful.clear();
        return;
      }
      await this.#takeIn(records, clock, forward);
    }
  }

  /** The clock has leapt: nobody watched in between. A restore that still runs ends with the same. */
  resume(now: number): void {
    if (!this.#restoring) this.#resumeAll(now);
  }

  /** Nobody watched while the gateway was down; keys that nothing has come of yet begin to exist. */
  #resumeAll(now: number): void {
    const { module, config } = this;
    for (const key of new Set([...this.#held.keys(), ...(module.keys?.(config) ?? [])])) {
      const state = this.#held.stateOf(key);
      const resumed = module.resume?.(config, state, now, key) ?? state;
      if (resumed !== state || !this.#held.get(key)) this.#held.hold(key, resumed, this.#held.seqOf(key));
    }
  }

  /** Other thresholds, recipients or meters from now on; what was learnt until then stays. */
  reconfigure(config: Config, now: number): void {
    this.config = config;
    this.#held.reconfigure(config, now);
    this.#recaller.reconfigure(config);
    const { module } = this;
    for (const key of module.keys?.(config) ?? []) {
      if (this.#held.get(key)) continue;
      const state = this.#held.stateOf(key);
      this.#held.hold(key, module.resume?.(config, state, now, key) ?? state, 0);
    }
  }

  /** When `wake` is due next, ms UTC. */
  get nextWake(): number | undefined {
    return this.#held.wakes.next;
  }

  /** Steps every key that wanted to be by `now`; `forward` gets what each produced, durable. Rejects as the store does. */
  async wake(now: number, forward: (outcome: StepOutcome) => void): Promise<void> {
    const commits: Promise<void>[] = [];
    for (const { key } of this.#held.wakes.take(now)) {
      if (this.#recounting.has(key)) continue;
      const result = this.#woken(key, now, forward);
      if (result) commits.push(this.#commitOf(key, result).then(forward));
    }
    await Promise.all(commits);
  }

  #woken(key: string, now: number, forward: (outcome: StepOutcome) => void): StepResult<State> | undefined {
    try {
      const result = wokenUpTo(this.module, this.config, this.#held.stateOf(key), now, key);
      if (result) this.#held.hold(key, result.state, this.#held.seqOf(key));
      return result;
    } catch (thrown) {
      // It would be due again at once, and for ever.
      this.#held.wakes.set(key, now + failedWakeMs);
      forward({ outputs: [], errors: [toEnergyError(thrown)], status: { code: "doubtful" } });
      return undefined;
    }
  }

  /** What the module answers to a question about the past; undefined: it is none for this node. Rejects as the store does. */
  async answer(query: Query, now: number): Promise<StepOutcome | undefined> {
    const key = this.module.keyOf(query, this.config);
    const answer =
      key === undefined ? undefined : this.module.answer?.(this.config, query, now, this.#held.stateOf(key));
    return answer && outcomeOf(await answerFromPast(this.store, query.site, answer));
  }

  /**
   * One input, stepped before this returns, so that inputs keep their order; only where the key's past is being
   * counted again, or the module recalls, it waits its turn. The promise resolves when what it produced is durable;
   * rejects as the store does.
   */
  async input(input: StepInput, now: number, seq = 0): Promise<StepOutcome | undefined> {
    const key = this.module.keyOf(input.message, this.config);
    if (key === undefined) return undefined;
    for (let busy = this.#recounting.get(key); busy; busy = this.#recounting.get(key)) await busy;
    if (!this.#recaller.recalls) return this.#stepAndCommit(key, input, now, seq)?.committed;
    // In an object, because a promise of a promise would keep the next input waiting for the disk.
    const turn = this.#turn.then(async () =>
      this.#stepAndCommit(key, await this.#recaller.informed(this.#held.stateOf(key), input), now, seq),
    );
    this.#turn = turn.catch(() => undefined);
    return (await turn)?.committed;
  }

  #stepAndCommit(key: string, input: StepInput, now: number, seq: number) {
    if (seq > 0 && (this.#place.isKnown(seq) || seq <= this.#held.seqOf(key))) return undefined;
    const result = this.#apply(key, input, now, seq);
    this.#place.took(seq);
    return { committed: this.#commitOf(key, result) };
  }

  async #commitOf(key: string, result: StepResult<State>): Promise<StepOutcome> {
    const seqs = await this.#recaller.whileWriting(this.#commit(key, result.outputs));
    return { ...outcomeOf(result), outputs: numbered(result.outputs, seqs) };
  }

  /**
   * Counts the past again wherever a state asks for it: what came late, or concerns a date long ago. Many such inputs
   * cost one count. Calls `forward` for each key, already durable. Rejects as the store does; what is left is asked for again.
   */
  async recount(forward: (outcome: StepOutcome) => void): Promise<void> {
    for (const key of [...this.#held.wanting]) {
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
    return this.#held.wanting.size > 0;
  }

  async #recountKey(key: string): Promise<StepOutcome | undefined> {
    const held = this.#held.get(key);
    const recount = held && this.module.recountPast?.(this.config, held.state, key);
    if (!recount) return undefined;
    const result = await answerFromPast(this.store, key, recount);
    // Restored meanwhile: what was counted began from a state that is no longer the key's.
    if (this.#held.get(key) !== held) return undefined;
    this.#held.hold(key, result.state, held.seq);
    return this.#commitOf(key, result);
  }

  /** Ends a running restore after its batch; what is missing is taken in at the next start. */
  stop(): void {
    this.#stopped = true;
  }

  /** Writes every state that has changed since it was last written, and up to where surely all of the journal is in them. */
  async checkpoint(): Promise<void> {
    if (!this.store || !this.#held.hasChanges) return;
    const keys = this.#held.takeChanged();
    this.#doubtful.begun();
    const place = this.#place.checkpointEntry();
    try {
      await this.store.commit({ states: [...this.#held.entries(keys), place] });
    } catch (thrown) {
      // Else a later checkpoint would write a cursor beyond states that were never written.
      this.#held.stillChanged(keys);
      throw thrown;
    }
  }

  async #takeIn(records: readonly JournalRecord[], clock: () => number, forward: (outcome: StepOutcome) => void) {
    const outcomes: StepOutcome[] = [];
    for (const { seq, payload } of records) {
      const key = this.module.keyOf(payload, this.config);
      this.#place.took(seq);
      if (key === undefined || seq <= this.#held.seqOf(key)) continue;
      const now = Math.min(clock(), timeOf(payload) ?? clock());
      const input: StepInput = { type: "message", message: payload };
      const informed = await this.#recaller.informedOf(outcomes, this.#held.stateOf(key), input);
      try {
        outcomes.push(outcomeOf(this.#apply(key, informed, now, seq)));
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
    const touched = this.#held.takeChanged();
    const committed = await this.store?.commit({
      records: durable(outputs).map(({ payload }) => payload),
      states: [...this.#held.entries(touched), this.#place.entry()],
    });
    return [...(committed?.seqs ?? [])];
  }

  #apply(key: string, input: StepInput, now: number, seq: number): StepResult<State> {
    const { module, config } = this;
    const before = this.#held.stateOf(key);
    const woken = wokenUpTo(module, config, before, now, key);
    const stepped = module.step(config, woken?.state ?? before, input, now);
    const result = woken ? joined(woken, stepped) : stepped;
    this.#held.hold(key, result.state, Math.max(seq, this.#held.seqOf(key)));
    return result;
  }

  /** The numbers of what was written, in order. */
  async #commit(key: string, outputs: readonly StepOutput[]): Promise<readonly number[]> {
    const records = durable(outputs).map(({ payload }) => payload);
    if (!this.store || records.length === 0) return [];
    const states = [this.#held.entry(key)];
    this.#held.written([key]);
    const number = this.#doubtful.begun(key);
    try {
      return (await this.store.commit({ records, states })).seqs;
    } catch (thrown) {
      this.#doubtful.failed(key, number);
      throw thrown;
    }
  }
}
