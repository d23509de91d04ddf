import type { Node, NodeAPI, NodeDef } from "node-red";
import { type EnergyError, toEnergyError } from "../lib/contract/error";
import type { TargetSecrets } from "../lib/erp/target-config";
import { serveExportAdmin } from "../lib/red/admin/export-admin";
import { type ExportDef, type ExportMessage, ExportWork } from "../lib/red/export-work";
import { nodeTools } from "../lib/red/node-tools";
import type { StatusCode } from "../lib/red/status";

interface ErpExportDef extends NodeDef, ExportDef {}

/** Makes documents for the ERP: on a schedule, for messages, and for requests that fetch one. */
export default function (RED: NodeAPI): void {
  function ErpExport(this: Node<TargetSecrets>, config: ErpExportDef): void {
    RED.nodes.createNode(this, config);
    const tools = nodeTools(RED, this);
    let work: ExportWork;
    try {
      const owner = { id: this.id, tools, send: (ports: unknown) => this.send(ports as never) };
      work = new ExportWork(RED, config, this.credentials ?? {}, owner);
    } catch (thrown) {
      const error = toEnergyError(thrown);
      tools.raise("", error);
      tools.status(statusFor(error));
      this.on("input", (_msg, _send, done) => done(tools.forDone(error)));
      return;
    }
    this.on("input", (msg, send, done) => {
      work.take(msg as ExportMessage, send as never).then(
        () => done(),
        (error) => {
          tools.status("input-refused");
          done(tools.forDone(error));
        },
      );
    });
    this.on("close", (done: () => void) => {
      work.close().finally(() => done());
    });
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

function statusFor({ code }: EnergyError): StatusCode {
  if (code.startsWith("STORE_")) return "no-store";
  return code.startsWith("SITE_") ? "no-site" : "config-error";
}
