import { EnergyError } from "../contract/error";
import type { StateEntry } from "../store/store";
import type { KeptStates } from "./ledger";
import type { Shipment } from "./shipment";

/** A shipment in the outbox and how it fares. */
export interface Waiting {
  readonly shipment: Shipment;
  /** Grows: shipments go in this order. */
  readonly number: number;
  readonly attempts: number;
  /** Why the target will never take it as it is; absent while it is tried. */
  readonly refused?: string;
}

type Progress = Pick<Waiting, "attempts" | "refused">;
interface StoredShipment {
  readonly number: number;
  readonly shipment: Omit<Shipment, "body">;
  readonly body: string;
}

const mostShipments = 200;
const mostBytes = 64_000_000;
const stateVersion = 1;

/**
 * The documents that wait for one target, durable in the journal's states. Nothing leaves it before the target has
 * confirmed, so that a crash at any moment repeats a delivery at most, with the same key.
 */
export class Outbox {
  readonly #states: KeptStates;
  readonly #node: string;
  readonly #target: string;
  readonly #slots = new Map<number, Waiting>();
  #number = 0;

  constructor(states: KeptStates, node: string, target: string) {
    this.#states = states;
    this.#node = `${node}/outbox`;
    this.#target = target;
  }

  /** What was waiting when the program ended. */
  async load(): Promise<void> {
    const entries = new Map((await this.#states.states(this.#node)).map(({ key, state }) => [key, state]));
    for (let slot = 0; slot < mostShipments; slot++) {
      const stored = entries.get(`${slot}`) as StoredShipment | null | undefined;
      if (!stored) continue;
      const progress = (entries.get(`${slot}/progress`) ?? { attempts: 0 }) as Progress;
      const body = fromBase64(stored.body);
      this.#slots.set(slot, { number: stored.number, shipment: { ...stored.shipment, body }, ...progress });
      this.#number = Math.max(this.#number, stored.number);
    }
  }

  get size(): number {
    return this.#slots.size;
  }

  /** Refused for good, waiting for a person. */
  get refused(): readonly Waiting[] {
    return this.#inOrder().filter(({ refused }) => refused !== undefined);
  }

  /**
   * Takes shipments in: gives the states that make them durable and what to call once they are. Throws OUTBOX_FULL.
   */
  put(shipments: readonly Shipment[]): { readonly states: readonly StateEntry[]; readonly accept: () => void } {
    const free = Array.from({ length: mostShipments }, (_, slot) => slot).filter((slot) => !this.#slots.has(slot));
    const bytes = [...this.#slots.values(), ...shipments.map((shipment) => ({ shipment }))];
    const total = bytes.reduce((sum, { shipment }) => sum + shipment.body.byteLength, 0);
    if (shipments.length > free.length || total > mostBytes) {
      throw new EnergyError("OUTBOX_FULL", { target: this.#target, count: this.#slots.size });
    }
    const placed = shipments.map((shipment, n) => {
      return { slot: free[n] as number, waiting: { shipment, number: this.#number + n + 1, attempts: 0 } };
    });
    // Reserved at once: another document may be put in before this one is durable.
    this.#number += shipments.length;
    const states = placed.flatMap(({ slot, waiting }) => {
      const { body, ...shipment } = waiting.shipment;
      const stored: StoredShipment = { number: waiting.number, shipment, body: toBase64(body) };
      return [this.#entry(`${slot}`, stored), this.#entry(`${slot}/progress`, { attempts: 0 })];
    });
    return {
      states,
      accept: () => {
        for (const { slot, waiting } of placed) this.#slots.set(slot, waiting);
      },
    };
  }

  /** The next to send. What follows a refused document of the same id waits with it: a reversal needs what it reverses. */
  next(): Waiting | undefined {
    const held = new Set<string>();
    for (const waiting of this.#inOrder()) {
      const { id } = waiting.shipment.document;
      if (waiting.refused === undefined && !held.has(id)) return waiting;
      held.add(id);
    }
    return undefined;
  }

  async delivered({ number }: Waiting): Promise<void> {
    const slot = this.#slotOf(number);
    await this.#states.commit({ states: [this.#entry(`${slot}`, null), this.#entry(`${slot}/progress`, null)] });
    this.#slots.delete(slot);
  }

  /** Another attempt has failed; with a reason, none follows until `retry`. */
  async failed(waiting: Waiting, refused?: string): Promise<void> {
    await this.#progress(waiting.number, { attempts: waiting.attempts + 1, ...(refused !== undefined && { refused }) });
  }

  /** Tries once more what was refused. */
  async retry(): Promise<number> {
    const refused = this.refused;
    for (const { number, attempts } of refused) await this.#progress(number, { attempts });
    return refused.length;
  }

  async #progress(number: number, progress: Progress): Promise<void> {
    const slot = this.#slotOf(number);
    const { shipment } = this.#slots.get(slot) as Waiting;
    await this.#states.commit({ states: [this.#entry(`${slot}/progress`, progress)] });
    this.#slots.set(slot, { number, shipment, ...progress });
  }

  #slotOf(number: number): number {
    for (const [slot, waiting] of this.#slots) if (waiting.number === number) return slot;
    throw new RangeError(`no shipment ${number}`);
  }

  #inOrder(): Waiting[] {
    return [...this.#slots.values()].sort((a, b) => a.number - b.number);
  }

  #entry(key: string, state: unknown): StateEntry {
    return { node: this.#node, key, version: stateVersion, seq: 0, state };
  }
}

const toBase64 = (body: Uint8Array): string =>
  Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("base64");

const fromBase64 = (text: string): Uint8Array => Buffer.from(text, "base64");
