import type { Alert, HandledBy } from "../contract/alerts";
import type { Condition } from "../contract/messages";
import type { SiteModel } from "../site/site-model";
import type { AlertsQuery, Store } from "../store/store";
import type { PageView } from "./messages-view";
import { bad, type ParameterValues } from "./parameters";
import { formatTime } from "./time";

/** What a condition says in the caller's language. */
export type ConditionText = (condition: Condition) => string;

const usualItems = 1000;

/** The answer to `GET /api/alerts`. Rejects with API_BAD_PARAMETER, or as the store does. */
export async function alertsView(
  values: ParameterValues,
  site: SiteModel,
  store: Pick<Store, "alerts">,
  text: ConditionText,
): Promise<PageView> {
  const { from = 0, to = Number.MAX_SAFE_INTEGER, limit = usualItems, ...others } = values;
  if (from > to) throw bad("from", "must not be after to");
  const page = await store.alerts({ ...others, site: site.id, from, to, limit } as AlertsQuery);
  const items = page.items.map((alert) => alertView(alert, text));
  return { items, next: page.next ?? null, timeZone: site.timeZone };
}

/** The shape is `alertViewSchema`. */
export function alertView(alert: Alert, text: ConditionText): object {
  const { condition, at, raised, acknowledged, shelved, cleared } = alert;
  return {
    ...alert,
    condition: { ...condition, at: formatTime(condition.at), since: formatTime(condition.since) },
    at: formatTime(at),
    raised: formatTime(raised),
    ...(acknowledged && { acknowledged: handledView(acknowledged) }),
    ...(shelved && { shelved: { ...handledView(shelved), until: formatTime(shelved.until) } }),
    ...(cleared !== undefined && { cleared: formatTime(cleared) }),
    text: text(condition),
  };
}

const handledView = (handled: HandledBy): object => ({ ...handled, at: formatTime(handled.at) });
