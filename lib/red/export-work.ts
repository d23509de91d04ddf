import type { NodeAPI, NodeMessage } from "node-red";
import { toEnergyError } from "../contract/error";
import { type ExportTiming, type RawTiming, timingOf } from "../erp/export-config";
import { orderOf } from "../erp/export-order";
import { type RawTarget, type TargetSecrets, targetOf } from "../erp/target-config";
import type { Issued } from "../io/erp/exporter";
import { ScheduledExports } from "../io/erp/scheduled-exports";
import { type Delivery, deliveryOf, documentMessage, receiptMessage } from "./export-delivery";
import { ExportDesk } from "./export-desk";
import { answerOf, type RequestMessage } from "./export-pull";
import { type ExportSource, type ExportSourceDef, exportSource } from "./export-source";
import type { NodeTools } from "./node-tools";

/** The properties of an `erp-export` node. */
export interface ExportDef extends ExportSourceDef, RawTarget, RawTiming {}

/** What a message may bring besides its payload. */
export interface ExportMessage extends NodeMessage {
  readonly from?: unknown;
  readonly to?: unknown;
  /** Of an `http in` node, which wants an answer. */
  readonly req?: unknown;
}

/** Messages by output: documents, receipts. */
type Send = (ports: (NodeMessage[] | null)[]) => void;

/** The node that it is done for. */
interface Owner {
  readonly id: string;
  readonly tools: NodeTools;
  readonly send: Send;
}

/** What an `erp-export` node does: answers messages and requests, keeps its schedule, sees to the delivery. */
export class ExportWork {
  readonly #source: ExportSource;
  readonly #owner: Owner;
  readonly #delivery: Delivery | undefined;
  readonly #desk: ExportDesk;
  readonly #schedule: ScheduledExports | undefined;
  readonly #started: Promise<void>;

  /** Begins at once. Throws CONFIG_INVALID, NODE_UNCONFIGURED, or why site model or journal cannot be used. */
  constructor(RED: NodeAPI, def: ExportDef, secrets: TargetSecrets, owner: Owner) {
    this.#source = exportSource(RED, def);
    this.#owner = owner;
    const timing = timingOf(def);
    if (def.profile || timing.schedule) this.#source.profile();
    const target = targetOf(targetPart(def), secrets);
    const { states } = this.#source;
    const receipt = (one: Parameters<typeof receiptMessage>[0]): void => owner.send([null, [receiptMessage(one)]]);
    this.#delivery = target && deliveryOf(states, owner.id, target, owner.tools, receipt);
    this.#desk = new ExportDesk(this.#source, owner.id, timing.length, this.#delivery?.outbox);
    this.#schedule = timing.schedule && this.#scheduled(timing.schedule);
    owner.tools.status("ready");
    this.#started = this.#delivery?.start() ?? Promise.resolve();
    this.#started.then(
      () => this.#schedule?.start(),
      (error) => this.#failed("", error),
    );
  }

  /** Rejects with what keeps the message from being answered; a request is answered even then. */
  async take(msg: ExportMessage, send: Send): Promise<void> {
    if (msg.req) {
      send([[{ ...msg, ...(await answerOf(this.#source, msg as RequestMessage, this.#owner.tools.language)) }]]);
      return;
    }
    await this.#started;
    const order = orderOf(msg, this.#source.site.timeZone);
    if (order.ask === "retry") await this.#delivery?.retry();
    else this.#publish(await this.#desk.answer(order, Date.now()), carried(msg), send);
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    await Promise.all([this.#schedule?.close(), this.#delivery?.close()]);
  }

  #publish({ shipments }: Issued, carrier: object, send: Send): void {
    send([shipments.map((shipment) => documentMessage(shipment, carrier)), null]);
    // Also where nothing is new: whoever asks now does not want to wait for the end of a pause.
    this.#delivery?.wake();
    const { rows = 0, version } = shipments.at(-1)?.document ?? {};
    if (version === 0) this.#owner.tools.status("incomplete");
    else if (!this.#delivery) this.#owner.tools.status("issued", { rows });
  }

  #scheduled(schedule: NonNullable<ExportTiming["schedule"]>): ScheduledExports {
    const { id, tools, send } = this.#owner;
    return new ScheduledExports(this.#source.states, id, schedule, this.#source.site.timeZone, {
      run: (periods, final) => this.#desk.due(periods, final, Date.now(), (issued) => this.#publish(issued, {}, send)),
      failed: (error) => this.#failed("schedule", error),
      idle: () => tools.solved("schedule"),
      incomplete: () => tools.status("incomplete"),
    });
  }

  #failed(subject: string, error: unknown): void {
    this.#owner.tools.raise(subject, toEnergyError(error));
    this.#owner.tools.status("failed");
  }
}

function targetPart({ target, url, folder, host, port, user, hostKey, remoteFolder }: ExportDef): RawTarget {
  return { target, url, folder, host, port, user, hostKey, remoteFolder } as RawTarget;
}

/** What goes on with a document: not the question. */
function carried({ payload: _payload, from: _from, to: _to, ...rest }: ExportMessage): object {
  return rest;
}
