import { setTimeout as sleep } from "node:timers/promises";
import type { Node, NodeAPI, NodeMessage } from "node-red";
import { EnergyError, toEnergyError } from "../contract/error";
import { topicOf } from "../contract/messages";
import { parseMessage } from "../contract/validate";
import { Heartbeat } from "../io/notify/heartbeat";
import { NotifyDesk } from "../io/notify/notify-desk";
import { compose } from "../notify/compose";
import type { SiteModel } from "../site/site-model";
import type { Store } from "../store/store";
import { alertWording } from "./alert-wording";
import type { SiteNode } from "./handles";
import type { Journalled } from "./journalled";
import type { NodeTools } from "./node-tools";
import type { NotifyConfig } from "./notify-config";
import { storeOf } from "./store-of";
import { languageOf } from "./text";

const pauses = { firstMs: 5_000, longestMs: 300_000 };
const retryMs = 5_000;
const journalAnswersWithinMs = 5_000;

interface Places {
  readonly site: string;
  readonly store: string;
}

/** What `alert-notify` does between its wires. */
export class NotifyWork {
  readonly #RED: NodeAPI;
  readonly #node: Node<object>;
  readonly #tools: NodeTools;
  readonly #config: NotifyConfig;
  readonly #places: Places;
  readonly #store: Store | undefined;
  readonly #desk: NotifyDesk;
  readonly #ready: Promise<void>;
  readonly #heartbeat: Heartbeat | undefined;
  readonly #failing = new Set<string>();
  readonly #end = new AbortController();
  #committedAt = Date.now();

  /** Throws as `storeOf` does. */
  constructor(RED: NodeAPI, node: Node<object>, tools: NodeTools, config: NotifyConfig, places: Places) {
    this.#RED = RED;
    this.#node = node;
    this.#tools = tools;
    this.#config = config;
    this.#places = places;
    this.#store = places.store ? storeOf(RED, places.store) : undefined;
    this.#desk = this.#newDesk();
    this.#ready = this.#open();
    this.#heartbeat = this.#beat();
  }

  /** Rejects as `NotifyDesk.take` does, and with MESSAGE_INVALID. */
  async take(msg: NodeMessage & Journalled): Promise<void> {
    const message = parseMessage(msg.payload);
    // Alerts may come along on the same wire; only orders to tell somebody are for here.
    if (message.kind !== "notification") return;
    await this.#ready;
    if (this.#end.signal.aborted) return;
    await this.#desk.take(message, msg.journal?.seq);
    this.#show();
  }

  async close(): Promise<void> {
    this.#end.abort();
    this.#heartbeat?.stop();
    await this.#ready;
    await this.#desk.close();
  }

  get #site(): SiteModel | undefined {
    const { site } = this.#places;
    return site ? (this.#RED.nodes.getNode(site) as SiteNode | null)?.model : undefined;
  }

  #newDesk(): NotifyDesk {
    const { senders, mostPerHour, link, templates } = this.#config;
    return new NotifyDesk(
      {
        node: this.#node.id,
        store: this.#store,
        timeZone: this.#site?.timeZone ?? "UTC",
        pauses,
        mostPerHour,
        recipient: (id) => [...this.#config.recipients, ...(this.#site?.recipients ?? [])].find((one) => one.id === id),
        sender: (channel) => senders.find((sender) => sender.channel === channel),
        compose: (batch, { language }, address) =>
          compose(batch, address, alertWording(languageOf(language), this.#site, link, templates), Date.now()),
      },
      {
        told: (deliveries) => {
          for (const payload of deliveries) this.#node.send({ topic: topicOf(payload), payload });
          this.#show();
        },
        failed: (lane, error) => {
          this.#failing.add(lane);
          this.#tools.raise(lane, error, "warning");
          this.#show();
        },
        working: (lane) => {
          this.#failing.delete(lane);
          this.#tools.solved(lane);
        },
      },
    );
  }

  /** Until the journal has answered, or the node closes. */
  async #open(): Promise<void> {
    const { signal } = this.#end;
    this.#tools.status("catching-up");
    while (!signal.aborted) {
      try {
        await this.#desk.open();
        this.#tools.solved("");
        return this.#show();
      } catch (thrown) {
        if (signal.aborted) return;
        this.#tools.raise("", toEnergyError(thrown));
        this.#tools.status("failed");
        await sleep(retryMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  #show(): void {
    const depth = this.#desk.size;
    if (this.#failing.size > 0) this.#tools.status("backlog", { depth });
    else this.#tools.status(depth > 0 ? "delivering" : "ready", { depth });
  }

  #beat(): Heartbeat | undefined {
    const { heartbeat: config } = this.#config;
    if (!config) return undefined;
    const forget = this.#store?.onCommitted(() => {
      this.#committedAt = Date.now();
    });
    this.#end.signal.addEventListener("abort", () => forget?.());
    const heartbeat = new Heartbeat(config, () => this.#alive(), {
      beaten: () => this.#tools.solved("heartbeat"),
      missed: (error) => this.#tools.raise("heartbeat", error, "warning"),
    });
    void heartbeat.run();
    return heartbeat;
  }

  /** The journal answers, and something has come into it lately. */
  async #alive(): Promise<void> {
    if (!this.#store) return;
    const late = sleep(journalAnswersWithinMs, undefined, { ref: false, signal: this.#end.signal }).then(() => {
      throw new EnergyError("STORE_FAILED", { detail: `no answer within ${journalAnswersWithinMs} ms` });
    });
    late.catch(() => undefined);
    await Promise.race([this.#store.gauges(), late]);
    const { freshMs } = this.#config;
    const quietMs = Date.now() - this.#committedAt;
    if (freshMs > 0 && quietMs > freshMs) {
      throw new EnergyError("STORE_FAILED", { detail: `nothing was stored for ${Math.round(quietMs / 60_000)} min` });
    }
  }
}
