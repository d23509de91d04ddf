import type { StateEntry } from "../store/store";
import type { StepModule } from "./step";
import { Wakes } from "./wakes";

export interface Held<State> {
  readonly state: State;
  /** Last journal record that has gone into it. */
  readonly seq: number;
}

/** The states of a step module in memory, and what each still asks for. */
export class HeldStates<Config, State> {
  readonly wakes = new Wakes();
  /** Keys whose states ask for their past. */
  readonly wanting = new Set<string>();
  readonly #held = new Map<string, Held<State>>();
  readonly #dirty = new Set<string>();

  constructor(
    private readonly module: StepModule<Config, State>,
    private config: Config,
    private readonly node: string,
  ) {}

  /** States stay what they are, unless the module says otherwise; when they want to be woken may change. */
  reconfigure(config: Config, now: number): void {
    this.config = config;
    const { module } = this;
    for (const [key, { state, seq }] of [...this.#held]) {
      const next = module.reconfigured?.(config, state, now) ?? state;
      if (next !== state) this.hold(key, next, seq);
      else this.wakes.set(key, module.wakeAt?.(config, state));
    }
  }

  get(key: string): Held<State> | undefined {
    return this.#held.get(key);
  }

  /** The key's state; of one that was never seen its first. */
  stateOf(key: string): State {
    return this.#held.get(key)?.state ?? this.module.initialState(this.config, key);
  }

  seqOf(key: string): number {
    return this.#held.get(key)?.seq ?? 0;
  }

  keys(): string[] {
    return [...this.#held.keys()];
  }

  hold(key: string, state: State, seq: number): void {
    this.#dirty.add(key);
    this.#take(key, { state, seq });
  }

  /** Takes a stored state; false where it cannot be used any more. */
  adopt(entry: StateEntry): boolean {
    const { module } = this;
    const state =
      entry.version === module.stateVersion ? (entry.state as State) : module.migrate?.(entry.state, entry.version);
    if (state === undefined) return false;
    this.#take(entry.key, { state, seq: entry.seq });
    return true;
  }

  #take(key: string, held: Held<State>): void {
    this.#held.set(key, held);
    this.wakes.set(key, this.module.wakeAt?.(this.config, held.state));
    if (this.module.wantsPast?.(held.state)) this.wanting.add(key);
    else this.wanting.delete(key);
  }

  /** As it is stored. */
  entry(key: string): StateEntry {
    const { state, seq } = this.#held.get(key) as Held<State>;
    return { node: this.node, key, version: this.module.stateVersion, seq, state };
  }

  entries(keys: readonly string[]): StateEntry[] {
    return keys.map((key) => this.entry(key));
  }

  /** Keys that have changed since they were last written, which they count as from now on. */
  takeChanged(): string[] {
    const keys = [...this.#dirty];
    this.#dirty.clear();
    return keys;
  }

  written(keys: readonly string[]): void {
    for (const key of keys) this.#dirty.delete(key);
  }

  /** What was taken could not be written; a restore may have dropped some meanwhile. */
  stillChanged(keys: readonly string[]): void {
    for (const key of keys) if (this.#held.has(key)) this.#dirty.add(key);
  }

  get hasChanges(): boolean {
    return this.#dirty.size > 0;
  }

  clear(): void {
    this.#held.clear();
    this.#dirty.clear();
    this.wanting.clear();
    this.wakes.clear();
  }
}
