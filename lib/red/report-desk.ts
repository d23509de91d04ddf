import type { NodeAPI, NodeMessage } from "node-red";
import { EnergyError } from "../contract/error";
import { mailOf, ReportDelivery } from "../io/report/report-delivery";
import type { ReportOutcome } from "../io/report/report-job";
import { orderReport, type ReportOrder, type ReportSources } from "../io/report/report-office";
import type { ReportTexts } from "../report/report-texts";
import { reportQuery, type UsageReportConfig } from "../report/usage-report-config";
import type { SiteNode, StoreNode } from "./handles";
import type { MailDesk } from "./report-mail-settings";
import { reportMessages } from "./report-messages";
import { storeOf } from "./store-of";

/** What a node makes its reports with. */
export interface ReportDeskSetup {
  readonly config: UsageReportConfig;
  /** Of the gateway, where the configuration names none. */
  readonly language: string;
  /** Absent: nothing is mailed. */
  readonly mail: MailDesk | undefined;
  /** Replace the usual ones. */
  readonly templates: Partial<ReportTexts["mail"]>;
  /** As they are now; throws why a part cannot be used. */
  sources(): ReportSources;
}

/** Makes reports for one node: for its questions and by itself. */
export class ReportDesk {
  readonly #stopping = new AbortController();

  constructor(private readonly setup: ReportDeskSetup) {}

  get stopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  stop(): void {
    this.#stopping.abort();
  }

  /** A query's reports, month by month to `send`. Rejects with MESSAGE_INVALID, MAIL_…, or as `orderReport` does. */
  async answer(msg: NodeMessage, send: (files: NodeMessage[]) => void): Promise<void> {
    const { mail, templates } = this.setup;
    const { site } = this.setup.sources();
    const { months, mail: mailed, ...asked } = reportQuery(msg.payload, site, Date.now());
    if (mailed && !mail) throw new EnergyError("NODE_UNCONFIGURED", { place: "smtpHost" });
    for (const month of months) {
      const outcome = await this.#order(month, { ...asked, ...(mailed && { mail: templates }) });
      send(reportMessages(outcome, site.id, msg));
      if (mailed && mail) await mail.mailer.send(mailOf(outcome, mail.to, site.id));
    }
  }

  /** What `node` delivers by itself; to be made anew for each look, because the site model may have changed. */
  delivery(node: string, send: (files: NodeMessage[]) => void): ReportDelivery {
    const { config, mail, templates } = this.setup;
    const { site, store } = this.setup.sources();
    return new ReportDelivery({
      node,
      site: site.id,
      schedule: { time: config.time, waitHours: config.waitHours, timeZone: site.timeZone },
      formats: config.formats,
      store,
      order: (month, formats) => {
        const preview = formats.length === 0;
        return this.#order(month, { formats, preview, ...(mail && !preview && { mail: templates }) });
      },
      send: (outcome) => send(reportMessages(outcome, site.id, {})),
      ...(mail && { mail: { to: mail.to, send: (sent) => mail.mailer.send(sent) } }),
    });
  }

  #order(month: string, more: Partial<ReportOrder>): Promise<ReportOutcome> {
    const { config, language } = this.setup;
    const { formats, settings } = config;
    const usual = { month, settings, formats, now: Date.now(), language: config.language ?? language };
    return orderReport(this.setup.sources(), { ...usual, ...more }, this.#stopping.signal);
  }
}

/** What reports are made from, by the config nodes that are chosen; throws NODE_UNCONFIGURED, or why one of them cannot be used. */
export function reportSourcesOf(RED: NodeAPI, siteId: string, storeId: string): ReportSources {
  const siteNode = RED.nodes.getNode(siteId) as SiteNode | null;
  if (!siteNode?.model) throw siteNode?.problem ?? new EnergyError("NODE_UNCONFIGURED", { place: "site" });
  const store = storeOf(RED, storeId);
  const journal = (RED.nodes.getNode(storeId) as StoreNode | null)?.file;
  if (journal === undefined) throw new EnergyError("NODE_UNCONFIGURED", { place: "store" });
  return { site: siteNode.model, store, journal };
}
