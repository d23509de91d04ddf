import type { Node, NodeAPI, NodeDef } from "node-red";
import { type EnergyError, toEnergyError } from "../lib/contract/error";
import { type NodeTools, nodeTools } from "../lib/red/node-tools";
import { reportClock } from "../lib/red/report-clock";
import { ReportDesk, reportSourcesOf } from "../lib/red/report-desk";
import { type MailCredentials, type MailDef, mailDesk } from "../lib/red/report-mail-settings";
import type { ReportFormat } from "../lib/report/report-format";
import { checkTemplates } from "../lib/report/report-mail";
import { parseUsageReport, type UsageReportConfig } from "../lib/report/usage-report-config";

interface UsageReportDef extends NodeDef, MailDef {
  site: string;
  store: string;
  automatic: boolean;
  time: string;
  waitHours: number | string;
  formats: readonly ReportFormat[];
  language: "" | "de" | "en-US";
  measuredPercent: number | string;
  idlePercent: number | string;
  /** Mustache; empty: the usual one. */
  mailSubject: string;
  mailText: string;
}

/** The monthly report: by itself on the first of the month, and on demand. */
export default function (RED: NodeAPI): void {
  function UsageReport(this: Node<object>, config: UsageReportDef): void {
    RED.nodes.createNode(this, config);
    const tools = nodeTools(RED, this);
    let desk: ReportDesk;
    try {
      checkTemplates(templatesOf(config));
      desk = new ReportDesk({
        config: configOf(config),
        language: tools.language,
        mail: mailDesk(config, this.credentials as MailCredentials | undefined),
        templates: templatesOf(config),
        sources: () => reportSourcesOf(RED, config.site, config.store),
      });
    } catch (error) {
      refuseAll(this, tools, toEnergyError(error));
      return;
    }
    const refused = (thrown: unknown): Error | undefined => {
      const error = toEnergyError(thrown);
      tools.status(error.code === "MESSAGE_INVALID" ? "input-refused" : "failed");
      return desk.stopped ? undefined : tools.forDone(error);
    };
    this.on("input", (msg, send, done) => {
      tools.status("computing");
      desk
        .answer(msg, (files) => send([files]))
        .then(
          () => {
            tools.status("ready");
            done();
          },
          (thrown) => done(refused(thrown)),
        );
    });
    tools.status("ready");
    const clock = config.automatic
      ? reportClock(tools, async () => desk.delivery(this.id, (files) => this.send([files])).look(Date.now()))
      : undefined;
    this.on("close", () => {
      clock?.stop();
      desk.stop();
    });
  }

  RED.nodes.registerType("usage-report", UsageReport, {
    credentials: { smtpUser: { type: "text" }, smtpPassword: { type: "password" } },
  });
}

/** Throws CONFIG_INVALID. */
function configOf(config: UsageReportDef): UsageReportConfig {
  return parseUsageReport({
    automatic: Boolean(config.automatic),
    time: config.time || "06:00",
    waitHours: Number(config.waitHours ?? 24),
    formats: config.formats ?? ["pdf", "xlsx"],
    ...(config.language && { language: config.language }),
    settings: { measuredPercent: Number(config.measuredPercent ?? 98), idlePercent: Number(config.idlePercent ?? 20) },
  });
}

const templatesOf = ({ mailSubject, mailText }: UsageReportDef) => ({
  ...(mailSubject && { subject: mailSubject }),
  // Who writes a text of his own wants no other one in HTML beside it.
  ...(mailText && { text: mailText, html: "" }),
});

function refuseAll(node: Node<object>, tools: NodeTools, error: EnergyError): void {
  tools.raise("", error);
  tools.status("config-error");
  node.on("input", (_msg, _send, done) => done(tools.forDone(error)));
}
