import { type EnergyError, toEnergyError } from "../../contract/error";
import type { Outbox, Waiting } from "../../erp/outbox";
import type { Receipt } from "../../erp/shipment";
import { backoffMs } from "../../schedule/backoff";
import type { PushTarget } from "./push-target";

export interface DispatcherEvents {
  /** Delivered, or refused for good. */
  receipt(receipt: Receipt): void;
  /** Nothing waits any more. */
  empty(): void;
  /** It is tried again; `waiting` documents are in the outbox. */
  failed(error: EnergyError, waiting: number): void;
}

const pauses = { firstMs: 5_000, longestMs: 3_600_000 };

/** Sends what is in an outbox, one after the other and at least once, for as long as it takes. */
export class Dispatcher {
  readonly #outbox: Outbox;
  readonly #target: PushTarget;
  readonly #events: DispatcherEvents;
  readonly #pauses: typeof pauses;
  readonly #end = new AbortController();
  #news: (() => void) | undefined;
  #fresh = true;

  constructor(outbox: Outbox, target: PushTarget, events: DispatcherEvents, between = pauses) {
    this.#outbox = outbox;
    this.#target = target;
    this.#events = events;
    this.#pauses = between;
  }

  /** There is something new to send, or to try again: a pause ends. */
  wake(): void {
    this.#fresh = true;
    this.#news?.();
  }

  close(): void {
    this.#end.abort();
    this.#news?.();
  }

  /** Runs until `close`, which breaks off what is under way; never rejects. */
  async run(): Promise<void> {
    let failures = 0;
    while (!this.#end.signal.aborted) {
      this.#fresh = false;
      const next = this.#outbox.next();
      if (!next) {
        this.#events.empty();
        await this.#pause();
        continue;
      }
      try {
        await this.#deliver(next);
        failures = 0;
      } catch (thrown) {
        failures += 1;
        this.#tell(toEnergyError(thrown));
        await this.#pause(backoffMs(this.#pauses, failures, Math.random()));
      }
    }
  }

  async #deliver(waiting: Waiting): Promise<void> {
    let answer: string;
    try {
      answer = await this.#target.send(waiting.shipment, this.#end.signal);
    } catch (thrown) {
      const error = toEnergyError(thrown);
      const refused = error.code === "DOCUMENT_REFUSED";
      const detail = String(error.params.detail ?? error.code);
      await this.#outbox.failed(waiting, refused ? detail : undefined);
      if (!refused) throw error;
      this.#events.receipt(this.#receipt("refused", waiting, detail));
      this.#tell(error);
      return;
    }
    await this.#outbox.delivered(waiting);
    this.#events.receipt(this.#receipt("delivered", waiting, answer));
  }

  #receipt(state: Receipt["state"], { shipment, attempts }: Waiting, answer: string): Receipt {
    const { key, document, filename } = shipment;
    const target = this.#target.name;
    return { kind: "receipt", state, target, key, document, filename, at: Date.now(), attempts: attempts + 1, answer };
  }

  #tell(error: EnergyError): void {
    if (!this.#end.signal.aborted) this.#events.failed(error, this.#outbox.size);
  }

  /** Until there is news, or for `ms`. */
  async #pause(ms?: number): Promise<void> {
    if (this.#fresh || this.#end.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
      this.#news = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#news = undefined;
  }
}
