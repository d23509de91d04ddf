import type { KeptPulses, PulseSession } from "../acquire/pulse-session";
import { toEnergyError } from "../contract/error";
import type { NodeTools } from "./node-tools";
import type { PulseMemory } from "./pulse-memory";

/** With the time a commit takes, never more than the pulses of a second are at risk. */
const saveMs = 800;
const retryMs = 5_000;

/** Keeps the totals of a node's meters: restores them, however late, and writes them when they have changed. */
export class PulseKeeper {
  readonly #tools: NodeTools;
  readonly #memory: PulseMemory;
  readonly #sessions: ReadonlyMap<string, PulseSession>;
  readonly #saved = new Map<string, KeptPulses>();
  #closed = false;
  #timer: NodeJS.Timeout | undefined;
  #restoring: Promise<void> | undefined;

  /** `sessions` by the key of their state. */
  constructor(tools: NodeTools, memory: PulseMemory, sessions: ReadonlyMap<string, PulseSession>) {
    this.#tools = tools;
    this.#memory = memory;
    this.#sessions = sessions;
  }

  /** Resolves after the first try; while the totals are still not known, it is tried again. */
  restore(): Promise<void> {
    this.#restoring ??= this.#restore();
    return this.#restoring;
  }

  /**
   * Resolves when everything counted until now is kept; rejects as the memory does. Begins at once: a journal
   * that is about to close still takes what was given to it before.
   */
  async save(): Promise<void> {
    const changed = new Map<string, KeptPulses>();
    for (const [key, { kept }] of this.#sessions) if (kept && kept !== this.#saved.get(key)) changed.set(key, kept);
    if (changed.size === 0) return;
    await this.#memory.save(changed);
    for (const [key, kept] of changed) this.#saved.set(key, kept);
  }

  /** `ended`: when the lines tell nothing more. */
  async stop(ended: Promise<unknown>): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#saveQuietly();
    await this.#restoring;
    await ended;
    await this.#saveQuietly();
  }

  async #restore(): Promise<void> {
    try {
      const kept = await this.#memory.load();
      for (const [key, session] of this.#sessions) session.resume(kept.get(key));
      this.#tools.solved("");
      this.#schedule(saveMs, () => this.#saveQuietly());
    } catch (thrown) {
      this.#tools.raise("", toEnergyError(thrown));
      this.#tools.status("failed");
      this.#schedule(retryMs, () => this.#restore());
    }
  }

  #schedule(afterMs: number, work: () => Promise<void>): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => void work(), afterMs);
  }

  async #saveQuietly(): Promise<void> {
    await this.save().then(
      () => this.#tools.solved("total"),
      (thrown) => this.#tools.raise("total", toEnergyError(thrown)),
    );
    this.#schedule(saveMs, () => this.#saveQuietly());
  }
}
