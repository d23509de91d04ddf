import { EnergyError, toEnergyError } from "../../contract/error";
import type { ReportFormat } from "../../report/report-format";
import { reportMediaTypes } from "../../report/report-format";
import { dueReport, nextLook, type ReportSchedule } from "../../report/report-schedule";
import type { StateEntry, Store } from "../../store/store";
import type { Mail, MailReceipt } from "../mail/mailer";
import type { ReportOutcome } from "./report-job";

/** What of a month's report has gone out, by its version. */
interface Delivered {
  readonly sent: number;
  readonly mailed: number;
}

export interface DeliveryParts {
  /** Under which it remembers what went out: the node's id. */
  readonly node: string;
  readonly site: string;
  readonly schedule: ReportSchedule;
  readonly formats: readonly ReportFormat[];
  readonly store: Pick<Store, "states" | "commit">;
  /** Makes a month's report; without formats it only looks what it would be. */
  order(month: string, formats: readonly ReportFormat[]): Promise<ReportOutcome>;
  /** Hands the files on. */
  send(outcome: ReportOutcome): void;
  /** Absent where nothing is mailed. */
  readonly mail?: { readonly to: readonly string[]; send(mail: Mail): Promise<MailReceipt> };
}

export interface Look {
  readonly result: "nothing" | "waiting" | "delivered" | "mail-failed";
  readonly month: string;
  /** When to look again, ms UTC. */
  readonly next: number;
  readonly error?: EnergyError;
}

const stateVersion = 1;
const mailRetryMs = 600_000;

/**
 * Makes the report of the last month by itself when it is due, waits for its data, hands it on and mails it: each version once, also after
 * a restart, and a first of the month that was missed is made up.
 */
export class ReportDelivery {
  constructor(private readonly parts: DeliveryParts) {}

  /** Rejects as orders and the store do; a mail that fails is a result, because the files have gone out. */
  async look(now: number): Promise<Look> {
    const { schedule, formats, order } = this.parts;
    const { month, waitUntil } = dueReport(schedule, now);
    const known = await this.#delivered(month.name);
    const { version, empty, state } = (await order(month.name, [])).summary;
    const isNew = known.sent < version || (this.parts.mail !== undefined && known.mailed < version);
    const waits = state === "provisional" && now < waitUntil && known.sent === 0;
    if (empty || !isNew || waits) {
      const waiting = waits && !empty;
      return { result: waiting ? "waiting" : "nothing", month: month.name, next: nextLook(schedule, now, waiting) };
    }
    return this.#deliver(await order(month.name, formats), known, now);
  }

  async #deliver(outcome: ReportOutcome, known: Delivered, now: number): Promise<Look> {
    const { month, version } = outcome.summary;
    const { schedule, send } = this.parts;
    if (known.sent < version) {
      send(outcome);
      await this.#remember(month, { ...known, sent: version });
    }
    try {
      await this.#mail(outcome);
    } catch (thrown) {
      const error = toEnergyError(thrown);
      const next = error.code === "MAIL_FAILED" ? now + mailRetryMs : nextLook(schedule, now, false);
      return { result: "mail-failed", month, next, error };
    }
    await this.#remember(month, { sent: version, mailed: version });
    return { result: "delivered", month, next: nextLook(schedule, now, false) };
  }

  async #mail(outcome: ReportOutcome): Promise<void> {
    const { mail, site } = this.parts;
    if (mail) await mail.send(mailOf(outcome, mail.to, site));
  }

  async #delivered(month: string): Promise<Delivered> {
    const { store, node, site } = this.parts;
    const isOurs = ({ key, version }: StateEntry): boolean => key === `${site}/${month}` && version === stateVersion;
    const found = (await store.states(node)).find(isOurs);
    return (found?.state as Delivered | undefined) ?? { sent: 0, mailed: 0 };
  }

  async #remember(month: string, state: Delivered): Promise<void> {
    const { store, node, site } = this.parts;
    await store.commit({ states: [{ node, key: `${site}/${month}`, version: stateVersion, seq: 0, state }] });
  }
}

/** The mail that carries a report's files. */
export function mailOf({ mail, files, summary }: ReportOutcome, to: readonly string[], site: string): Mail {
  if (!mail) throw new EnergyError("REPORT_FAILED", { month: summary.month, detail: "no mail was asked for" });
  const { subject, text, html } = mail;
  return {
    to,
    subject,
    text,
    ...(html && { html }),
    id: `report-${site}-${summary.month}-v${summary.version}-${summary.digest.slice(0, 8)}`,
    attachments: files.map(({ filename, format, body }) => ({
      filename,
      mediaType: reportMediaTypes[format],
      content: body,
    })),
  };
}
