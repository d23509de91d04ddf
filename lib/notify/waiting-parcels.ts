import { type Parcel, parcelId } from "./parcel";
import { severities } from "./severities";

export interface Waiting {
  readonly parcel: Parcel;
  readonly attempts: number;
  /** Not worth sending any more from then on, ms UTC. */
  readonly expires: number;
  /** It could have gone, but had to wait: then whatever waited with it goes with it. */
  readonly held: boolean;
}

/** When quiet hours that hold back what is not critical end, asked about a time; undefined outside them. */
type Quiet = (at: number) => number | undefined;

/** What waits for one address: the most severe first, else in the order in which it came. */
export class WaitingParcels {
  readonly #bySeverity = severities.map(() => new Map<string, Waiting>()).reverse();
  /** Nothing expires before. */
  #expiry = Number.POSITIVE_INFINITY;

  get size(): number {
    return this.#bySeverity.reduce((sum, { size }) => sum + size, 0);
  }

  /** False where it waits already. */
  add(parcel: Parcel, expires: number): boolean {
    const id = parcelId(parcel);
    const queue = this.#queueOf(parcel);
    if (queue.has(id)) return false;
    queue.set(id, { parcel, attempts: 0, expires, held: false });
    this.#expiry = Math.min(this.#expiry, expires);
    return true;
  }

  get(id: string): Waiting | undefined {
    for (const queue of this.#bySeverity) {
      const found = queue.get(id);
      if (found) return found;
    }
    return undefined;
  }

  delete(parcel: Parcel): void {
    this.#queueOf(parcel).delete(parcelId(parcel));
  }

  change({ parcel }: Waiting, change: Partial<Pick<Waiting, "attempts" | "held">>): void {
    const queue = this.#queueOf(parcel);
    const before = queue.get(parcelId(parcel));
    if (before) queue.set(parcelId(parcel), { ...before, ...change });
  }

  /** What may go now, in its order. */
  *ready(now: number, quiet: boolean): Generator<Waiting> {
    for (const waiting of this.#due(now)) if (!quiet || !heldByQuiet(waiting)) yield waiting;
  }

  /** What would go now if it were not for the quiet hours. */
  *hushed(now: number): Generator<Waiting> {
    for (const waiting of this.#due(now)) if (heldByQuiet(waiting)) yield waiting;
  }

  /** Takes out what is not worth sending any more. */
  expire(now: number, spared: ReadonlySet<string>): Waiting[] {
    if (now < this.#expiry) return [];
    const old: Waiting[] = [];
    this.#expiry = Number.POSITIVE_INFINITY;
    for (const queue of this.#bySeverity) {
      for (const [id, waiting] of queue) {
        const { expires } = waiting;
        if (expires <= now && !spared.has(id)) {
          old.push(waiting);
          queue.delete(id);
        } else this.#expiry = Math.min(this.#expiry, Math.max(expires, now + 1));
      }
    }
    return old;
  }

  /** When the next may go or expires, ms UTC. */
  nextAt(now: number, quiet: Quiet): number {
    let next = this.#expiry;
    const ends = new Map<number, number>();
    for (const queue of this.#bySeverity) {
      for (const waiting of queue.values()) {
        const due = Math.max(now, waiting.parcel.notification.due);
        if (due >= next) continue;
        if (!heldByQuiet(waiting)) next = due;
        else {
          const end = ends.get(due) ?? quiet(due) ?? due;
          ends.set(due, end);
          next = Math.min(next, end);
        }
      }
    }
    return next;
  }

  *#due(now: number): Generator<Waiting> {
    for (const queue of this.#bySeverity) {
      for (const waiting of queue.values()) if (waiting.parcel.notification.due <= now) yield waiting;
    }
  }

  #queueOf({ notification: { severity } }: Parcel): Map<string, Waiting> {
    return this.#bySeverity[severities.length - 1 - severities.indexOf(severity)] as Map<string, Waiting>;
  }
}

const heldByQuiet = ({ parcel }: Waiting): boolean => parcel.notification.severity !== "critical";
