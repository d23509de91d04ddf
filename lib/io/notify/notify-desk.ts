import type { Channel, Delivery, Notification } from "../../contract/alerts";
import { EnergyError, toEnergyError } from "../../contract/error";
import { Lane } from "../../notify/lane";
import type { Outgoing, Sender } from "../../notify/message";
import { type Batch, channelsFor, deliveryOf, type Parcel, parcelId } from "../../notify/parcel";
import type { Backoff } from "../../schedule/backoff";
import type { Recipient } from "../../site/recipient";
import type { Store } from "../../store/store";
import { DeliveryJournal } from "./delivery-journal";
import { LaneWorker } from "./lane-worker";
import { refused } from "./outcomes";

export interface NotifyDeskSetup {
  /** Names the node's place in the journal. */
  readonly node: string;
  readonly store: Pick<Store, "commit" | "states" | "tail"> | undefined;
  readonly timeZone: string;
  readonly pauses: Backoff;
  /** Messages an hour to one address of a person who has no limit of his own. */
  readonly mostPerHour: number;
  recipient(id: string): Recipient | undefined;
  sender(channel: Channel): Sender | undefined;
  compose(batch: Batch, recipient: Recipient, address: string): Outgoing;
}

export interface NotifyDeskEvents {
  /** What has become of notifications, kept in the journal. */
  told(deliveries: readonly Delivery[]): void;
  /** `lane` names the recipient and channel. */
  failed(lane: string, error: EnergyError): void;
  working(lane: string): void;
}

const checkpointMs = 10_000;
const mostRemembered = 20_000;
const mostChannels = 10;
/** Programs are told as often as there is something to tell. */
const unlimited = 1_000_000_000;

/** Delivers notifications: each by every channel of its recipient, for as long as they are worth it, over restarts. */
export class NotifyDesk {
  readonly #setup: NotifyDeskSetup;
  readonly #events: NotifyDeskEvents;
  readonly #journal: DeliveryJournal;
  readonly #lanes = new Map<string, LaneWorker>();
  /** Parcels of this run and those that were finished before it, of which none may go again. */
  readonly #known = new Set<string>();
  #mostRemembered = mostRemembered;
  #timer: NodeJS.Timeout | undefined;

  constructor(setup: NotifyDeskSetup, events: NotifyDeskEvents) {
    this.#setup = setup;
    this.#events = events;
    this.#journal = new DeliveryJournal(setup.store, setup.node);
  }

  /** Takes up what was left when the program ended. Rejects as the store does. */
  async open(): Promise<void> {
    const { notifications, finished, underWay } = await this.#journal.load();
    for (const id of finished) this.#known.add(id);
    this.#mostRemembered = mostRemembered + finished.size + mostChannels * notifications.length;
    for (const { notification, seq } of notifications) {
      try {
        await this.#deliver(notification, seq);
      } catch (thrown) {
        // It could not be delivered before either, and was told then; the others can.
        this.#events.failed(notification.recipient, toEnergyError(thrown));
      }
    }
    for (const [name, ids] of underWay) this.#lanes.get(name)?.resume(ids);
    this.#timer = setInterval(() => this.#checkpoint(), checkpointMs);
  }

  /** Parcels that wait or are under way. */
  get size(): number {
    return [...this.#lanes.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /**
   * Resolves when the notification is sure to be delivered or expire. Rejects with RECIPIENT_UNKNOWN, and as the store
   * does; CHANNEL_UNSET after the channels that are set have been served.
   */
  async take(notification: Notification, seq: number | undefined): Promise<void> {
    const number = await this.#journal.numberOf(notification, seq);
    if (number !== undefined) await this.#deliver(notification, number);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#lanes.values()].map((lane) => lane.close()));
    await this.#checkpoint();
  }

  async #deliver(notification: Notification, seq: number): Promise<void> {
    const recipient = this.#setup.recipient(notification.recipient);
    if (!recipient) throw new EnergyError("RECIPIENT_UNKNOWN", { recipient: notification.recipient });
    const parcels = channelsFor(recipient, notification).map((index) => ({ notification, index, seq }));
    const fresh = parcels.filter((parcel) => this.#isNew(parcel));
    this.#journal.opened(seq, fresh.length);
    const unset = fresh.filter((parcel) => !this.#laneOf(recipient, parcel.index)?.add(parcel));
    if (unset.length > 0) await this.#refuse(unset, recipient);
  }

  #isNew(parcel: Parcel): boolean {
    const id = parcelId(parcel);
    if (this.#known.has(id)) return false;
    this.#known.add(id);
    if (this.#known.size > this.#mostRemembered) this.#known.delete(this.#known.values().next().value as string);
    return true;
  }

  async #refuse(parcels: readonly Parcel[], recipient: Recipient): Promise<void> {
    const channelOf = ({ index }: Parcel): Channel => recipient.channels[index]?.channel ?? "mail";
    const deliveries = parcels.map((parcel) =>
      deliveryOf(parcel, channelOf(parcel), {
        state: "refused",
        at: Date.now(),
        attempts: 0,
        answer: "nothing is set for this channel",
      }),
    );
    await this.#journal.keep(deliveries, "", parcels);
    this.#events.told(deliveries);
    const channel = channelOf(parcels[0] as Parcel);
    throw new EnergyError("CHANNEL_UNSET", { recipient: recipient.name, channel });
  }

  #laneOf(recipient: Recipient, index: number): LaneWorker | undefined {
    const way = recipient.channels[index];
    const sender = way && this.#setup.sender(way.channel);
    if (!way || !sender) return undefined;
    const name = `${recipient.id}/${way.channel}/${index}`;
    let worker = this.#lanes.get(name);
    if (!worker) {
      worker = new LaneWorker({
        name,
        channel: way.channel,
        lane: this.#newLane(recipient, way.channel),
        journal: this.#journal,
        send: (batch, end) => this.#send(recipient.id, index, way.channel, batch, end),
        told: (deliveries) => this.#events.told(deliveries),
        failed: (error) => this.#events.failed(name, error),
        working: () => this.#events.working(name),
      });
      this.#lanes.set(name, worker);
    }
    return worker;
  }

  /** To where the recipient is reached now: he may have been changed, or taken out, while it waited. */
  async #send(id: string, index: number, channel: Channel, batch: Batch, end: AbortSignal): Promise<string> {
    const recipient = this.#setup.recipient(id);
    const way = recipient?.channels[index];
    const sender = way?.channel === channel ? this.#setup.sender(channel) : undefined;
    if (!recipient || !way || !sender) throw refused(id, "the recipient has no such channel any more");
    return sender.send(this.#setup.compose(batch, recipient, way.address), end);
  }

  #newLane({ id, mostPerHour }: Recipient, channel: Channel): Lane {
    const { timeZone, pauses, mostPerHour: usual, recipient } = this.#setup;
    const isPerson = channel !== "webhook";
    const rules = {
      timeZone,
      pauses,
      merges: isPerson,
      mostPerHour: mostPerHour ?? (isPerson ? usual : unlimited),
      get quiet() {
        return isPerson ? recipient(id)?.quiet : undefined;
      },
    };
    return new Lane(rules, Date.now());
  }

  async #checkpoint(): Promise<void> {
    await this.#journal.checkpoint().then(
      () => this.#events.working("checkpoint"),
      (thrown) => {
        const error = toEnergyError(thrown);
        if (error.code !== "STORE_CLOSED") this.#events.failed("checkpoint", error);
      },
    );
  }
}
