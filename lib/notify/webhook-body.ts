import type { Notification } from "../contract/alerts";
import type { Wording } from "./compose";

/** What programs get, as JSON: times in ISO 8601, the alert with its evidence, and a text for whoever passes it on. */
export function webhookBody(
  key: string,
  all: readonly Notification[],
  wording: Pick<Wording, "text">,
  subject: string,
): string {
  return JSON.stringify({
    kind: "energy-alert",
    key,
    subject,
    // Chat systems show this property of whatever they are sent.
    text: all.map(({ alert }) => wording.text(alert.condition)).join("\n"),
    notifications: all.map((notification) => notificationView(notification, wording)),
  });
}

function notificationView(notification: Notification, wording: Pick<Wording, "text">): object {
  const { id, reason, severity, at, recipient, site, alert } = notification;
  const { condition, acknowledged, cleared } = alert;
  const { meter, machine, bus, rule, value, limit, unit, evidence } = condition;
  return {
    id,
    reason,
    severity,
    recipient,
    at: iso(at),
    alert: {
      id: alert.id,
      site,
      meter,
      machine,
      bus,
      rule,
      state: alert.state,
      raised: iso(alert.raised),
      since: iso(condition.since),
      decided: iso(condition.at),
      cleared: cleared === undefined ? undefined : iso(cleared),
      acknowledged: acknowledged && { ...acknowledged, at: iso(acknowledged.at) },
      value,
      limit,
      unit,
      evidence,
      text: wording.text(condition),
    },
  };
}

const iso = (at: number): string => new Date(at).toISOString();
