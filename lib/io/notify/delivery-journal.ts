import type { Delivery, Notification } from "../../contract/alerts";
import { deliveredId, type Parcel, parcelId } from "../../notify/parcel";
import type { StateEntry, Store } from "../../store/store";

type Journal = Pick<Store, "commit" | "states" | "tail">;

/** What was left to do when the program ended. */
export interface Unfinished {
  readonly notifications: readonly { readonly notification: Notification; readonly seq: number }[];
  /** Parcels that are finished although their notification may not be. */
  readonly finished: ReadonlySet<string>;
  /** By lane, the parcels of the message that was about to be sent. */
  readonly underWay: ReadonlyMap<string, readonly string[]>;
}

/** What one node has no channel for another may have, which writes to the same journal. */
const isFinal = ({ state, attempts }: Delivery): boolean =>
  state !== "failed" && !(state === "refused" && attempts === 0);

const page = 2000;
const stateVersion = 1;
const cursorKey = "cursor";

/**
 * Which notifications are still to be delivered, kept by the journal itself: a notification without a final delivery is
 * open. Without a store all of it lasts as long as the program.
 */
export class DeliveryJournal {
  readonly #store: Journal | undefined;
  readonly #node: string;
  /** Everything up to here was finished at some checkpoint. */
  #cursor = 0;
  #highest = 0;
  #highestBefore = 0;
  /** Open parcels by the number of their notification. */
  readonly #open = new Map<number, number>();

  constructor(store: Journal | undefined, node: string) {
    this.#store = store;
    this.#node = `${node}/deliveries`;
  }

  async load(): Promise<Unfinished> {
    const found = new Map<number, Notification>();
    const finished = new Set<string>();
    const states = (await this.#store?.states(this.#node)) ?? [];
    this.#cursor = states.find(({ key }) => key === cursorKey)?.seq ?? 0;
    for (let after = this.#cursor; this.#store; ) {
      const records = await this.#store.tail(after, ["notification", "delivery"], page);
      for (const { seq, payload } of records) {
        if (payload.kind === "notification") found.set(seq, payload);
        else if (payload.kind === "delivery" && isFinal(payload)) finished.add(deliveredId(payload));
        after = seq;
      }
      if (records.length < page) break;
    }
    // In the order of their numbers, and too many to be arguments of a call.
    this.#highest = [...found.keys()].at(-1) ?? this.#cursor;
    const lanes = states.filter(({ key, state }) => key !== cursorKey && Array.isArray(state));
    return {
      notifications: [...found].map(([seq, notification]) => ({ notification, seq })),
      finished,
      underWay: new Map(lanes.map(({ key, state }) => [key, state as readonly string[]])),
    };
  }

  /** Its number in the journal, durable; undefined where it was finished before this start. */
  async numberOf(notification: Notification, seq: number | undefined): Promise<number | undefined> {
    const number = seq ?? (await this.#store?.commit({ records: [notification] }))?.seqs[0] ?? 0;
    return number > 0 && number <= this.#cursor ? undefined : number;
  }

  /** A notification is being delivered by so many parcels. */
  opened(seq: number, parcels: number): void {
    this.#highest = Math.max(this.#highest, seq);
    if (seq > 0 && parcels > 0) this.#open.set(seq, parcels);
  }

  /** Keeps what has become of parcels, and that a lane's message is no longer under way. */
  async keep(deliveries: readonly Delivery[], lane: string, finished: readonly Parcel[]): Promise<void> {
    const many = finished.length > 1;
    await this.#store?.commit({ records: deliveries, states: many ? [this.#entry(lane, null)] : [] });
    for (const { seq } of finished) {
      const left = (this.#open.get(seq) ?? 1) - 1;
      if (left > 0) this.#open.set(seq, left);
      else this.#open.delete(seq);
    }
  }

  /** Before a message of several parcels is sent: a repetition after a crash must be the same message. */
  async aboutToSend(lane: string, parcels: readonly Parcel[]): Promise<void> {
    if (parcels.length > 1) await this.#store?.commit({ states: [this.#entry(lane, parcels.map(parcelId))] });
  }

  /** Remembers up to where all is finished. What came since the last checkpoint may have overtaken something. */
  async checkpoint(): Promise<void> {
    let next = this.#highestBefore;
    for (const seq of this.#open.keys()) next = Math.min(next, seq - 1);
    this.#highestBefore = this.#highest;
    if (!this.#store || next <= this.#cursor) return;
    await this.#store.commit({ states: [{ ...this.#entry(cursorKey, null), seq: next }] });
    this.#cursor = next;
  }

  #entry(key: string, state: unknown): StateEntry {
    return { node: this.#node, key, version: stateVersion, seq: 0, state };
  }
}
