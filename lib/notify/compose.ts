import type { Notification } from "../contract/alerts";
import type { Condition, Severity } from "../contract/messages";
import type { Outgoing } from "./message";
import type { Batch } from "./parcel";
import { worst } from "./severities";
import { type AlertTemplates, filledIn } from "./templates";
import { webhookBody } from "./webhook-body";

/** The words of one language and how the plant calls its things. */
export interface Wording {
  readonly templates: AlertTemplates;
  readonly site: string;
  readonly link: string;
  subject(condition: Condition): string;
  text(condition: Condition): string;
  time(at: number): string;
  severity(severity: Severity): string;
  reason(notification: Notification): string;
}

const mostShort = 480;
/** For HTML, dark enough beside white; the severity is also said in words. */
const colours: Readonly<Record<Severity, string>> = { critical: "#c62828", warning: "#d97706", notice: "#3b82c4" };
const overColour = "#2e7d32";

/** The message that a batch is told by. `now`: ms UTC. */
export function compose(batch: Batch, address: string, wording: Wording, now: number): Outgoing {
  const all = batch.parcels.map(({ notification }) => notification);
  const view = messageView(all, wording, now);
  const { templates } = wording;
  const subject = oneLine(filledIn(templates.subject, view, "plain"), 200);
  return {
    key: batch.key,
    address,
    subject,
    text: filledIn(templates.text, view, "plain"),
    html: filledIn(templates.html, view, "html"),
    short: oneLine(filledIn(templates.short, view, "plain"), mostShort),
    body: webhookBody(batch.key, all, wording, subject),
  };
}

function messageView(all: readonly Notification[], wording: Wording, now: number): object {
  return {
    site: oneLine(wording.site, 100),
    count: all.length,
    several: all.length > 1,
    severity: wording.severity(worst(all.map(({ severity }) => severity))),
    link: wording.link,
    sent: wording.time(now),
    alerts: all.map((notification) => alertView(notification, wording)),
  };
}

function alertView(notification: Notification, wording: Wording): object {
  const { alert, severity } = notification;
  const { condition, acknowledged } = alert;
  return {
    subject: oneLine(wording.subject(condition), 100),
    text: oneLine(wording.text(condition), 500),
    severity: wording.severity(severity),
    severityName: severity,
    colour: alert.state === "cleared" ? overColour : colours[severity],
    reason: wording.reason(notification),
    over: alert.state === "cleared",
    since: wording.time(condition.since),
    decided: wording.time(condition.at),
    acknowledgedBy: acknowledged ? oneLine(acknowledged.by, 100) : "",
    note: acknowledged?.note ? oneLine(acknowledged.note, 500) : "",
    reference: notification.id,
  };
}

/** Without control characters and line breaks, and not longer than `most` characters. */
function oneLine(text: string, most: number): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
  const letters = [...line];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : line;
}
