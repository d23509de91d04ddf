import { EnergyError, toEnergyError } from "../contract/error";
import { backoffMs } from "../schedule/backoff";
import { sendAround } from "../store/refusals";
import { type JournalRecord, type QuarantineEntry, recordKinds, type StartAt, type Store } from "../store/store";
import type { Target } from "./targets/target";

export type ForwarderState =
  | { readonly state: "delivering" | "delivered" }
  /** `error` says why nothing is delivered; it is tried again. */
  | { readonly state: "waiting"; readonly error: EnergyError };

interface ForwarderEvents {
  changed(state: ForwarderState): void;
  /** Records that the target will never take have been set aside. */
  refused(error: EnergyError): void;
}

const batchSize = 1000;
/** New records are gathered for a moment, so that fifty meters make one request and not fifty. */
const gatherMs = 250;
/** So many single records refused and none taken: it is not the records. */
const refusalsInARow = 20;
const pauses = { firstMs: 500, longestMs: 30_000 };

/** A batch under way, and what became of it. */
interface Sent {
  readonly seq: number;
  readonly quarantine: Promise<QuarantineEntry[]>;
}

/** Readings never change; a corrected interval must not be overtaken by the one it corrects. */
const independent = (records: readonly JournalRecord[]): boolean =>
  records.every(({ payload }) => payload.kind === "reading");

/** A promise that is awaited later: until then its failure is nobody's unhandled rejection. */
function silenced<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** Delivers the journal to one target: in order, in batches, at least once, moving the cursor only after the target confirmed. */
export class Forwarder {
  readonly #store: Store;
  readonly #target: Target;
  readonly #events: ForwarderEvents;
  readonly #end = new AbortController();
  #news: (() => void) | undefined;
  #fresh = true;

  constructor(store: Store, target: Target, events: ForwarderEvents) {
    this.#store = store;
    this.#target = target;
    this.#events = events;
  }

  /** Runs until `close`; never rejects. */
  async run(from: StartAt = "beginning"): Promise<void> {
    const unsubscribe = this.#store.onCommitted(() => {
      this.#fresh = true;
      this.#news?.();
    });
    let failures = 0;
    let cursor: number | undefined;
    let open = false;
    while (!this.#end.signal.aborted) {
      try {
        cursor ??= await this.#store.openTarget(this.#target.name, from);
        if (!open) await this.#target.open();
        open = true;
        cursor = await this.#drain(cursor);
        failures = 0;
        this.#tell({ state: "delivered" });
        await this.#untilNews();
      } catch (thrown) {
        open = false;
        failures += 1;
        // What was confirmed since is in the store; what was not is sent again and changes nothing.
        cursor = undefined;
        this.#tell({ state: "waiting", error: toEnergyError(thrown) });
        await this.#pause(backoffMs(pauses, failures, Math.random()));
      }
    }
    unsubscribe();
    this.#target.close();
    // A node that is gone, or now delivers elsewhere, must not hold back retention. A journal that
    // closes with it, or has failed, forgets who is open by itself.
    await this.#store.closeTarget(this.#target.name).catch(() => undefined);
  }

  close(): void {
    this.#end.abort();
    this.#news?.();
  }

  /**
   * Everything there is; gives the new cursor. A batch is fetched and sent while the target still works
   * on the one before, and cursors are written meanwhile, but only after the target confirmed, in order:
   * a crash in between only sends a batch again.
   */
  async #drain(from: number): Promise<number> {
    let cursor = from;
    let before: Sent | undefined;
    let newest: Sent | undefined;
    let saving: Promise<void> = Promise.resolve();
    let next: Promise<readonly JournalRecord[]> | undefined = this.#fetch(cursor);
    try {
      while ((next || before) && !this.#end.signal.aborted) {
        const records: readonly JournalRecord[] = (await next) ?? [];
        next = undefined;
        const last = records.at(-1);
        if (last && records.length === batchSize) {
          this.#tell({ state: "delivering" });
          next = this.#fetch(last.seq);
        }
        if (before && !independent(records)) await before.quarantine;
        const sent: Sent | undefined = last && { seq: last.seq, quarantine: this.#send(records) };
        newest = sent ?? newest;
        if (before) {
          const quarantine = await before.quarantine;
          await saving;
          saving = silenced(this.#store.advance(this.#target.name, before.seq, quarantine));
          cursor = before.seq;
          this.#report(quarantine);
        }
        before = sent;
      }
    } finally {
      // The next attempt must not overtake what is still under way.
      await newest?.quarantine.catch(() => undefined);
    }
    await saving;
    return cursor;
  }

  /**
   * Sends a batch around what is refused for good. A target that takes nothing at all, without a word
   * about the records, is not refusing them: something answers in its place, and nothing may be set
   * aside for that.
   */
  #send(records: readonly JournalRecord[]): Promise<QuarantineEntry[]> {
    const { kinds } = this.#target;
    const wanted = records.filter(({ payload }) => (kinds as readonly string[]).includes(payload.kind));
    if (wanted.length === 0) return Promise.resolve([]);
    let taken = false;
    let refused = 0;
    const send = async (part: readonly JournalRecord[]): Promise<void> => {
      if (this.#end.signal.aborted) throw new EnergyError("STORE_CLOSED");
      try {
        await this.#target.send(part);
        taken = true;
      } catch (thrown) {
        const error = toEnergyError(thrown);
        if (error.code === "TARGET_REFUSED" && part.length === 1) refused += 1;
        if (taken || error.params.judged || refused < refusalsInARow) throw error;
        const detail = `it takes no record at all (${error.params.detail})`;
        throw new EnergyError("TARGET_UNSUITABLE", { target: this.#target.name, detail });
      }
    };
    return silenced(sendAround(wanted, send));
  }

  /** All kinds: the cursor must also pass what the target does not take, or it would seem to wait for it. */
  #fetch(cursor: number): Promise<readonly JournalRecord[]> {
    this.#fresh = false;
    return silenced(this.#store.tail(cursor, recordKinds, batchSize));
  }

  #report([first, ...others]: readonly QuarantineEntry[]): void {
    if (!first) return;
    const params = { target: this.#target.name, count: others.length + 1, detail: first.reason };
    this.#events.refused(new EnergyError("TARGET_REFUSED", params));
  }

  async #untilNews(): Promise<void> {
    if (!this.#fresh && !this.#end.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#news = resolve;
      });
      this.#news = undefined;
    }
    await this.#pause(gatherMs);
  }

  #pause(ms: number): Promise<void> {
    if (this.#end.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#end.signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#end.signal.addEventListener("abort", done);
    });
  }

  #tell(state: ForwarderState): void {
    if (!this.#end.signal.aborted) this.#events.changed(state);
  }
}
