import type { Notification } from "../../dist/lib/contract/alerts.js";
import type { Condition } from "../../dist/lib/contract/messages.js";

/** A Wednesday noon in Vienna, ms UTC. */
export const noon = Date.UTC(2026, 6, 1, 10);
export const minute = 60_000;
export const hour = 3_600_000;

export const leak: Condition = {
  kind: "condition",
  site: "works",
  meter: "m1",
  rule: "leak",
  active: true,
  severity: "warning",
  at: noon,
  since: noon - hour,
  evidence: {},
};

/** An order to tell Anna of a leak; `number` tells orders apart. */
export function order(
  number: number,
  more: Partial<Notification> = {},
  condition: Partial<Condition> = {},
): Notification {
  const at = more.at ?? noon;
  const about: Condition = { ...leak, ...condition, at, since: at - hour };
  const id = `${about.meter}~${about.rule}~k1`;
  const alert: Notification["alert"] = {
    kind: "alert",
    id,
    site: "works",
    condition: about,
    state: "raised",
    change: "raised",
    at,
    version: number,
    raised: at,
    step: 1,
  };
  return {
    kind: "notification",
    id: `${id}~${number}`,
    number,
    site: "works",
    recipient: "anna",
    reason: "raised",
    severity: about.severity,
    alert,
    at,
    due: at,
    expires: at + 24 * hour,
    ...more,
  };
}
