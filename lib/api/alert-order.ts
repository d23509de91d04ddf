import type { Alert, AlertCommand } from "../contract/alerts";
import { EnergyError } from "../contract/error";
import { assertSchema } from "../contract/validate";
import type { SiteModel } from "../site/site-model";
import { alertView, type ConditionText } from "./alerts";
import { acknowledgeBodySchema, shelveBodySchema } from "./alerts-schema";
import { parseTime } from "./time";

export interface AlertSources {
  site(): SiteModel;
  /** Throws NODE_UNCONFIGURED where the site has no alert-manager. */
  desk(): (command: AlertCommand) => Promise<Alert>;
  readonly text: ConditionText;
}

interface Body {
  readonly by: string;
  readonly note?: string;
  readonly until?: string;
}

const bodySchemas = { acknowledge: acknowledgeBodySchema, shelve: shelveBodySchema } as const;

/**
 * Does what a person wants with an alert and gives it as it then stands (`alertViewSchema`). Rejects with API_NOT_FOUND,
 * ALERT_CLEARED, MESSAGE_INVALID, or as the store does.
 */
export async function alertOrderAnswer(
  command: keyof typeof bodySchemas,
  id: string,
  body: unknown,
  { site, desk, text }: AlertSources,
  now: number,
): Promise<object> {
  const { id: siteId, timeZone } = site();
  assertSchema(bodySchemas[command], body, "MESSAGE_INVALID");
  const { by, note, until } = body as Body;
  if (!/^[A-Za-z0-9][A-Za-z0-9_.~-]{0,199}$/.test(id)) {
    throw new EnergyError("API_NOT_FOUND", { what: "alert", id: id.slice(0, 64) });
  }
  const alert = await desk()({
    kind: "alert-command",
    site: siteId,
    alert: id,
    command,
    by,
    at: now,
    ...(note !== undefined && { note }),
    ...(until !== undefined && { until: timeIn(until, timeZone) }),
  });
  return alertView(alert, text);
}

function timeIn(text: string, timeZone: string): number {
  const time = parseTime(text, timeZone);
  if (time !== undefined) return time;
  const detail = "must be an ISO 8601 time such as 2026-01-05T08:00:00Z";
  throw new EnergyError("MESSAGE_INVALID", { place: "until", detail });
}
