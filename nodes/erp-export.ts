import type { Node, NodeAPI, NodeDef, NodeMessage, NodeMessageInFlow } from "node-red";
import { type EnergyError, toEnergyError } from "../lib/contract/error";
import { type ExportTiming, timingOf } from "../lib/erp/export-config";
import { orderOf } from "../lib/erp/export-order";
import { type RawTarget, type TargetSecrets, targetOf } from "../lib/erp/target-config";
import type { Issued } from "../lib/io/erp/exporter";
import { ScheduledExports } from "../lib/io/erp/scheduled-exports";
import { serveExportAdmin } from "../lib/red/admin/export-admin";
import { type Delivery, deliveryOf, documentMessage, receiptMessage } from "../lib/red/export-delivery";
import { ExportDesk } from "../lib/red/export-desk";
import { answerOf, type RequestMessage } from "../lib/red/export-pull";
import { type ExportSource, type ExportSourceDef, exportSource } from "../lib/red/export-source";
import { nodeTools } from "../lib/red/node-tools";
import type { StatusCode } from "../lib/red/status";

interface ErpExportDef extends NodeDef, ExportSourceDef, RawTarget {
  period?: ExportTiming["length"];
  automatic?: boolean;
  day?: number | string;
  at?: string;
  waitDays?: number | string;
  recheck?: number | string;
}

interface ExportMessage extends NodeMessageInFlow {
  from?: unknown;
  to?: unknown;
  /** Of an `http in` node, which wants an answer. */
  req?: unknown;
}

/** Makes documents for the ERP: on a schedule, for messages, and for requests that fetch one. */
export default function (RED: NodeAPI): void {
  function ErpExport(this: Node<TargetSecrets>, config: ErpExportDef): void {
    RED.nodes.createNode(this, config);
    const tools = nodeTools(RED, this);
    let source: ExportSource;
    let timing: ExportTiming;
    let delivery: Delivery | undefined;
    try {
      source = exportSource(RED, config);
      timing = timingOf(config);
      if (config.profile || timing.schedule) source.profile();
      const target = targetOf(targetPart(config), this.credentials ?? {});
      delivery =
        target &&
        deliveryOf(source.states, this.id, target, tools, (receipt) => this.send([null, receiptMessage(receipt)]));
    } catch (thrown) {
      const error = toEnergyError(thrown);
      tools.raise("", error);
      tools.status(statusFor(error, config));
      this.on("input", (_msg, _send, done) => done(tools.forDone(error)));
      return;
    }
    const { site, states } = source;
    const desk = new ExportDesk(source, this.id, timing.length, delivery?.outbox);

    const publish = (issued: Issued, carrier: object, send: (msg: NodeMessage[][]) => void): void => {
      send([issued.shipments.map((shipment) => documentMessage(shipment, carrier))]);
      // Also where nothing is new: whoever asks now does not want to wait for the end of a pause.
      delivery?.wake();
      const rows = issued.shipments.at(-1)?.document.rows ?? 0;
      if (!delivery) tools.status("issued", { rows });
    };
    const schedule =
      timing.schedule &&
      new ScheduledExports(states, this.id, timing.schedule, site.timeZone, {
        run: (periods, final) =>
          desk.due(periods, final, Date.now(), (issued) => publish(issued, {}, (msg) => this.send(msg))),
        failed: (error) => tools.raise("schedule", toEnergyError(error)),
        idle: () => tools.solved("schedule"),
        incomplete: () => tools.status("incomplete"),
      });

    const started = delivery?.start() ?? Promise.resolve();
    started.then(
      () => schedule?.start(),
      (error) => tools.raise("", toEnergyError(error)),
    );
    this.on("input", async (msg: ExportMessage, send, done) => {
      try {
        if (msg.req) {
          send({ ...msg, ...(await answerOf(source, msg as RequestMessage, tools.language)) });
          return done();
        }
        await started;
        const order = orderOf(msg, site.timeZone);
        if (order.ask === "retry") await delivery?.retry();
        else publish(await desk.answer(order, Date.now()), carried(msg), send as never);
        tools.solved("");
        done();
      } catch (thrown) {
        tools.status("input-refused");
        done(tools.forDone(thrown));
      }
    });
    this.on("close", (done: () => void) => {
      Promise.all([schedule?.close(), delivery?.close()]).finally(() => done());
    });
    tools.status("ready");
  }

  RED.nodes.registerType("erp-export", ErpExport as never, {
    credentials: {
      secret: { type: "password" },
      token: { type: "password" },
      password: { type: "password" },
      privateKey: { type: "password" },
    },
  });
  serveExportAdmin(RED);
}

function targetPart({ target, url, folder, host, port, user, hostKey, remoteFolder }: ErpExportDef): RawTarget {
  return { target, url, folder, host, port, user, hostKey, remoteFolder } as RawTarget;
}

function statusFor({ code }: EnergyError, { site }: ErpExportDef): StatusCode {
  if (code.startsWith("STORE_")) return "no-store";
  return site && code.startsWith("SITE_") ? "no-site" : "config-error";
}

/** What goes on with a document: not the question, nor who asked it. */
function carried({ payload: _payload, from: _from, to: _to, ...rest }: ExportMessage): object {
  return rest;
}
