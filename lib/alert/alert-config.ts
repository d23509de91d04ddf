import { IANAZone } from "luxon";
import { EnergyError } from "../contract/error";
import { idSchema } from "../contract/schema-parts";
import { assertSchema } from "../contract/validate";
import type { CalendarModel } from "../site/calendar";
import type { SiteModel } from "../site/site-model";
import { type AlertPolicy, alertPolicySchema, policyFrom, usualPolicies } from "./alert-policy";
import { type MaintenanceWindow, maintenanceFrom, maintenanceSchema } from "./maintenance";
import { ownPlace, type PlaceOf, placesIn } from "./place";

export interface AlertConfig {
  /** Undefined: of whichever site a condition is. */
  readonly site?: string;
  readonly timeZone: string;
  /** Ids of everybody who can be told. */
  readonly recipients: readonly string[];
  /** With the usual ones at the end. */
  readonly policies: readonly AlertPolicy[];
  readonly maintenance: readonly MaintenanceWindow[];
  readonly placeOf: PlaceOf;
  readonly calendars: ReadonlyMap<string, CalendarModel>;
}

const configSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    site: idSchema,
    timeZone: { type: "string", minLength: 1, maxLength: 64 },
    recipients: { type: "array", maxItems: 1000, uniqueItems: true, items: idSchema },
    policies: { type: "array", maxItems: 200, items: alertPolicySchema },
    maintenance: { type: "array", maxItems: 1000, items: maintenanceSchema },
  },
} as const;

type Raw = Readonly<Record<string, unknown>>;

interface WrittenConfig {
  readonly site?: string;
  readonly timeZone?: string;
  readonly recipients?: readonly string[];
  readonly policies?: readonly Raw[];
  readonly maintenance?: readonly Raw[];
}

/** What a node says by itself, without a site model. Throws CONFIG_INVALID. */
export function parseAlertConfig(raw: unknown): AlertConfig {
  assertSchema(configSchema, raw, "CONFIG_INVALID");
  const { site, timeZone = "UTC", recipients = [], policies = [], maintenance = [] } = raw as WrittenConfig;
  if (!IANAZone.isValidZone(timeZone)) {
    throw new EnergyError("CONFIG_INVALID", { place: "timeZone", detail: `unknown time zone "${timeZone}"` });
  }
  const parsed = policies.map(policyFrom);
  checkRecipients(parsed, recipients);
  return {
    ...(site !== undefined && { site }),
    timeZone,
    recipients,
    policies: [...parsed, ...usualPolicies],
    maintenance: maintenance.map((window) => maintenanceFrom(window, timeZone)),
    placeOf: ownPlace,
    calendars: new Map(),
  };
}

function checkRecipients(policies: readonly AlertPolicy[], recipients: readonly string[]): void {
  for (const [index, { steps }] of policies.entries()) {
    const unknown = steps.flatMap(({ to = [] }) => to).find((id) => !recipients.includes(id));
    if (unknown === undefined) continue;
    const detail = `there is no recipient "${unknown}"`;
    throw new EnergyError("CONFIG_INVALID", { place: `policies/${index}/steps`, detail });
  }
}

/** What the site model says. */
export function alertConfigOf(site: SiteModel): AlertConfig {
  const { id, timeZone, recipients, alerting, calendars } = site;
  return {
    site: id,
    timeZone,
    recipients: recipients.map((recipient) => recipient.id),
    policies: [...alerting.policies, ...usualPolicies],
    maintenance: alerting.maintenance,
    placeOf: placesIn(site),
    calendars: new Map(calendars.map((calendar) => [calendar.id, calendar])),
  };
}
