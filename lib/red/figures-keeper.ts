import { toEnergyError } from "../contract/error";
import type { IdleRow } from "../figures/idle-book";
import type { KnownFigures } from "../figures/known-figures";
import type { PlantFigures } from "../figures/plant-figures";
import type { StateEntry, Store } from "../store/store";
import type { NodeTools } from "./node-tools";

/** A minute of figures may be lost with the power: the detectors tell most of them again. */
const saveMs = 60_000;
const retryMs = 5_000;
const version = 1;

/** Keeps a node's figures in the journal: restores them, however late, and writes what has changed. */
export class FiguresKeeper {
  #timer: NodeJS.Timeout | undefined;
  /** Once its figures are restored: what is written before would replace them. */
  #store: Store | undefined;
  #closed = false;
  #saved: KnownFigures | undefined;
  #savedChanges = 0;

  constructor(
    private readonly tools: NodeTools,
    private readonly storeOf: () => Store,
    private readonly node: string,
    private readonly plant: PlantFigures,
  ) {}

  begin(): void {
    this.#restore().then(
      () => {
        this.tools.solved("memory");
        this.#schedule(saveMs, () => this.#save());
      },
      (thrown) => {
        this.#tell(thrown);
        this.#schedule(retryMs, async () => this.begin());
      },
    );
  }

  /** Resolves when what is known is kept, as far as it can be. */
  async end(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#save();
  }

  async #restore(): Promise<void> {
    const store = this.storeOf();
    const entries = await store.states(this.node);
    const of = (key: string): unknown => entries.find((entry) => entry.key === key && entry.version === version)?.state;
    this.plant.recall({
      site: of("site") as string | undefined,
      known: of("known") as KnownFigures | undefined,
      idle: of("idle") as readonly IdleRow[] | undefined,
    });
    this.#store = store;
  }

  /** Begins at once: a journal that is about to close still takes what was given to it before. */
  async #save(): Promise<void> {
    if (!this.#store) return;
    const { known, idleChanges, site } = this.plant;
    const states: StateEntry[] = [];
    const entry = (key: string, state: unknown) => states.push({ node: this.node, key, version, seq: 0, state });
    if (known !== this.#saved) entry("known", known);
    if (idleChanges !== this.#savedChanges) entry("idle", this.plant.idleRows);
    // With the first of its figures: theirs and its own are one commit.
    if (this.#saved === undefined) entry("site", site);
    try {
      if (states.length > 0) await this.#store.commit({ states });
      this.#saved = known;
      this.#savedChanges = idleChanges;
      this.tools.solved("memory");
    } catch (thrown) {
      this.#tell(thrown);
    }
    this.#schedule(saveMs, () => this.#save());
  }

  #tell(thrown: unknown): void {
    this.tools.raise("memory", toEnergyError(thrown), "warning");
  }

  #schedule(afterMs: number, work: () => Promise<void>): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => void work(), afterMs);
  }
}
