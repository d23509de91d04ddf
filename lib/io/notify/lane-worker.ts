import { setTimeout as sleep } from "node:timers/promises";
import type { Delivery } from "../../contract/alerts";
import { type EnergyError, toEnergyError } from "../../contract/error";
import type { Lane } from "../../notify/lane";
import { type Batch, deliveryOf, type Parcel } from "../../notify/parcel";
import type { DeliveryJournal } from "./delivery-journal";

export interface LaneSetup {
  /** Names the lane in the journal and to people; no address, which may be secret. */
  readonly name: string;
  readonly channel: Delivery["channel"];
  readonly lane: Lane;
  readonly journal: DeliveryJournal;
  send(batch: Batch, end: AbortSignal): Promise<string>;
  /** What has become of notifications, kept. */
  told(deliveries: readonly Delivery[]): void;
  /** A message could not be handed over; it is tried again unless it was refused. */
  failed(error: EnergyError): void;
  /** Nothing is wrong with this lane any more. */
  working(): void;
}

const longestSleepMs = 3_600_000;
const journalRetryMs = 5_000;

/** Works off one lane; lanes wait for nothing but their own address. */
export class LaneWorker {
  readonly #setup: LaneSetup;
  readonly #end = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Immediate | undefined;
  #work: Promise<void> | undefined;

  constructor(setup: LaneSetup) {
    this.#setup = setup;
  }

  get size(): number {
    return this.#setup.lane.size;
  }

  /** False where it waits already. */
  add(parcel: Parcel): boolean {
    const isNew = this.#setup.lane.add(parcel);
    if (isNew) this.wake();
    return isNew;
  }

  resume(ids: readonly string[]): void {
    this.#setup.lane.resume(ids);
    this.wake();
  }

  /** Looks at the lane soon; many calls are one look. */
  wake(): void {
    if (this.#end.signal.aborted || this.#work) return;
    this.#soon ??= setImmediate(() => {
      this.#soon = undefined;
      this.#start();
    });
  }

  /** Breaks off what is under way; it is sent again at the next start, under the same key. */
  async close(): Promise<void> {
    this.#end.abort();
    clearImmediate(this.#soon);
    clearTimeout(this.#timer);
    await this.#work;
  }

  #start(): void {
    if (this.#end.signal.aborted || this.#work) return;
    clearTimeout(this.#timer);
    this.#work = this.#workOff().finally(() => {
      this.#work = undefined;
      this.#sleep();
    });
  }

  #sleep(): void {
    const now = Date.now();
    const next = this.#setup.lane.nextAt(now);
    if (next === undefined || this.#end.signal.aborted) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#start(), Math.min(Math.max(0, next - now), longestSleepMs));
  }

  async #workOff(): Promise<void> {
    const { lane } = this.#setup;
    while (!this.#end.signal.aborted) {
      const now = Date.now();
      await this.#expire(now);
      const batch = lane.take(now);
      if (!batch) return;
      await this.#hand(batch);
    }
  }

  async #expire(now: number): Promise<void> {
    const old = this.#setup.lane.expire(now);
    if (old.length === 0) return;
    const deliveries = old.map(({ parcel, attempts }) =>
      this.#delivery(
        parcel,
        "expired",
        attempts,
        attempts > 0 ? "could not be delivered in time" : "had to wait too long",
      ),
    );
    await this.#keep(
      deliveries,
      old.map(({ parcel }) => parcel),
    );
  }

  async #hand(batch: Batch): Promise<void> {
    const { lane, name, journal, send, working } = this.#setup;
    let state: Delivery["state"] = "delivered";
    let answer: string;
    try {
      await journal.aboutToSend(name, batch.parcels);
      answer = await unlessEnded(send(batch, this.#end.signal), this.#end.signal);
      working();
    } catch (thrown) {
      if (this.#end.signal.aborted) return;
      const error = toEnergyError(thrown);
      if (error.code !== "NOTIFICATION_REFUSED") return this.#tryAgain(batch, error);
      this.#setup.failed(error);
      state = "refused";
      answer = String(error.params.detail);
    }
    const kept = batch.parcels.map((parcel) => this.#delivery(parcel, state, lane.attempts(parcel) + 1, answer));
    await this.#keep(kept, batch.parcels);
    lane.settled(batch);
  }

  /** Only the first failure of a parcel is worth a record. */
  async #tryAgain(batch: Batch, error: EnergyError): Promise<void> {
    const { lane, failed } = this.#setup;
    failed(error);
    const detail = String(error.params.detail ?? error.code);
    const fresh = batch.parcels.filter((parcel) => lane.attempts(parcel) === 0);
    lane.failed(batch, Date.now(), Math.random());
    if (fresh.length > 0) {
      await this.#keep(
        fresh.map((parcel) => this.#delivery(parcel, "failed", 1, detail)),
        [],
      );
    }
  }

  /** Tries until it is kept: forgetting would mean to send again. */
  async #keep(deliveries: readonly Delivery[], finished: readonly Parcel[]): Promise<void> {
    const { journal, name, told, failed } = this.#setup;
    while (!this.#end.signal.aborted) {
      try {
        await journal.keep(deliveries, name, finished);
        told(deliveries);
        return;
      } catch (thrown) {
        const error = toEnergyError(thrown);
        if (error.code === "STORE_CLOSED") return;
        failed(error);
        await sleep(journalRetryMs, undefined, { signal: this.#end.signal }).catch(() => undefined);
      }
    }
  }

  #delivery(parcel: Parcel, state: Delivery["state"], attempts: number, answer: string): Delivery {
    return deliveryOf(parcel, this.#setup.channel, { state, at: Date.now(), attempts, answer });
  }
}

/** Not every way of sending can be broken off; nobody waits for it any more. */
function unlessEnded<T>(work: Promise<T>, end: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error("stopped"));
    end.addEventListener("abort", ended, { once: true });
    work.then(resolve, reject).finally(() => end.removeEventListener("abort", ended));
  });
}
