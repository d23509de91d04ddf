import type { Store } from "../store/store";
import type { StepOutcome } from "./outcome";
import { madeAbout, recalledFrom } from "./recalled";
import type { IntervalsAbout, StepInput, StepModule } from "./step";

/** Gives a module that recalls what the journal knows about an input, and what is only on its way there. */
export class Recaller<Config, State> {
  /** Commits that are on their way: what they write is not yet in an answer of the store. */
  readonly #writing = new Set<Promise<unknown>>();

  constructor(
    private readonly module: StepModule<Config, State>,
    private config: Config,
    private readonly store: Store | undefined,
  ) {}

  /** Whether inputs must be asked about at all. */
  get recalls(): boolean {
    return this.store !== undefined && this.module.recall !== undefined;
  }

  reconfigure(config: Config): void {
    this.config = config;
  }

  async whileWriting<T>(writing: Promise<T>): Promise<T> {
    this.#writing.add(writing);
    try {
      return await writing;
    } finally {
      this.#writing.delete(writing);
    }
  }

  /** Waits for all that is on its way. */
  async informed(state: State, input: StepInput): Promise<StepInput> {
    const about = this.#question(state, input);
    if (!about) return input;
    await Promise.allSettled(this.#writing);
    return { ...input, recalled: await recalledFrom(this.store as Store, about) };
  }

  /** While the journal is taken in: `made` so far is not written yet. */
  async informedOf(made: readonly StepOutcome[], state: State, input: StepInput): Promise<StepInput> {
    const about = this.#question(state, input);
    if (!about) return input;
    return { ...input, recalled: [...(await recalledFrom(this.store as Store, about)), ...madeAbout(about, made)] };
  }

  #question(state: State, { message }: StepInput): IntervalsAbout | undefined {
    return this.store && this.module.recall?.(this.config, state, message);
  }
}
