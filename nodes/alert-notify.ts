import type { Node, NodeAPI, NodeDef } from "node-red";
import { type EnergyError, toEnergyError } from "../lib/contract/error";
import { nodeTools } from "../lib/red/node-tools";
import { type NotifyCredentials, type NotifyDef, notifyConfig } from "../lib/red/notify-config";
import { fromEnvironment } from "../lib/red/notify-environment";
import { NotifyWork } from "../lib/red/notify-work";
import type { StatusCode } from "../lib/red/status";

interface AlertNotifyDef extends NodeDef, NotifyDef {
  site: string;
  store: string;
}

/** Tells people and programs of alerts: by mail, text message and webhook. Its output says what has become of it. */
export default function (RED: NodeAPI): void {
  function AlertNotify(this: Node<NotifyCredentials>, def: AlertNotifyDef): void {
    RED.nodes.createNode(this, def);
    const tools = nodeTools(RED, this);
    let work: NotifyWork;
    try {
      const own = { def, credentials: this.credentials ?? {} };
      const given = def.settings === "environment" ? fromEnvironment(def, own.credentials, process.env) : own;
      work = new NotifyWork(RED, this, tools, notifyConfig(given.def, given.credentials), def);
    } catch (thrown) {
      const error = toEnergyError(thrown);
      tools.raise("", error);
      tools.status(statusFor(error));
      this.on("input", (_msg, _send, done) => done(tools.forDone(error)));
      return;
    }
    let closed = false;
    this.on("input", (msg, _send, done) => {
      work.take(msg).then(
        () => done(),
        (thrown) => {
          // The gateway is stopping: the journal gives it again at the next start.
          if (closed || toEnergyError(thrown).code === "STORE_CLOSED") return done();
          done(tools.forDone(thrown));
        },
      );
    });
    this.on("close", (done: () => void) => {
      closed = true;
      work.close().finally(() => done());
    });
  }

  RED.nodes.registerType("alert-notify", AlertNotify as never, {
    credentials: {
      smtpUser: { type: "text" },
      smtpPassword: { type: "password" },
      webhookSecret: { type: "password" },
      smsAccount: { type: "text" },
      smsToken: { type: "password" },
      modemPin: { type: "password" },
      heartbeatUrl: { type: "password" },
    },
  });
}

const statusFor = ({ code }: EnergyError): StatusCode => (code.startsWith("STORE_") ? "no-store" : "config-error");
