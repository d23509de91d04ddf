import { EnergyError } from "../contract/error";
import type { StateEntry, Store } from "../store/store";
import type { Draft } from "./export-document";
import { type IssuedVersion, versionOf } from "./issue";

/** Where things are remembered: the journal's states. */
export type KeptStates = Pick<Store, "states" | "commit">;

/** Versions whose rows are kept for a reversal, the newest included. */
const versionsKept = 10;
/** A document to be reversed keeps its rows: so many are a few megabytes. */
const mostRowsKept = 20_000;
const stateVersion = 1;

const waiting = new WeakMap<KeptStates, Map<string, Promise<unknown>>>();

/** Remembers which versions of which documents were issued; a restart forgets none. */
export class ExportLedger {
  readonly #states: KeptStates;

  constructor(states: KeptStates) {
    this.#states = states;
  }

  /** The issued versions of a document, oldest first. */
  async versions(document: string): Promise<IssuedVersion[]> {
    const entries = await this.#states.states(nodeOf(document));
    return entries
      .map(({ state }) => state as IssuedVersion | null)
      .filter((state) => state !== null)
      .sort((a, b) => a.version - b.version);
  }

  /**
   * Gives a draft the version of what was issued with the same content (`digest` is of its entries), or the next. `alongside` adds what must be
   * written in the same transaction: nothing is issued that is not also on its way. One at a time for each document.
   */
  issue<T>(
    draft: Draft,
    digest: string,
    now: number,
    alongside: (
      current: IssuedVersion,
      versions: readonly IssuedVersion[],
    ) => Promise<{ readonly states: readonly StateEntry[]; readonly result: T }>,
  ): Promise<T> {
    return this.#oneAtATime(draft.head.id, async () => {
      const versions = await this.versions(draft.head.id);
      const newest = versions.at(-1);
      const current = versionOf(draft, newest, digest, now);
      if (current.entries && current.entries.length > mostRowsKept) throw tooLarge(draft);
      const { states, result } = await alongside(current, versions);
      const own = current === newest ? [] : statesOf(draft.head.id, current, versions);
      if (own.length + states.length > 0) await this.#states.commit({ states: [...own, ...states] });
      return result;
    });
  }

  async #oneAtATime<T>(document: string, task: () => Promise<T>): Promise<T> {
    const queues = waiting.get(this.#states) ?? new Map<string, Promise<unknown>>();
    waiting.set(this.#states, queues);
    const before = queues.get(document) ?? Promise.resolve();
    const run = before.then(task, task);
    // Whoever waits learns only that it is over; the failure is the caller's.
    const over = run.then(
      () => undefined,
      () => undefined,
    );
    queues.set(document, over);
    try {
      return await run;
    } finally {
      if (queues.get(document) === over) queues.delete(document);
    }
  }
}

const nodeOf = (document: string): string => `erp-document/${document}`;

function statesOf(document: string, current: IssuedVersion, before: readonly IssuedVersion[]): StateEntry[] {
  const entry = (version: IssuedVersion): StateEntry => ({
    node: nodeOf(document),
    key: `v${version.version}`,
    version: stateVersion,
    seq: 0,
    state: version,
  });
  const outdated = before.find(({ version }) => version === current.version - versionsKept);
  if (!outdated?.entries) return [entry(current)];
  const { entries: _dropped, ...rest } = outdated;
  return [entry(current), entry(rest)];
}

function tooLarge({ profile }: Draft): EnergyError {
  return new EnergyError("EXPORT_TOO_LARGE", {
    profile: profile.id,
    detail: `more than ${mostRowsKept} rows, too many for a reversal`,
  });
}
