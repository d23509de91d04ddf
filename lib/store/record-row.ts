import { type Alert, type Delivery, type Notification, subjectOf } from "../contract/alerts";
import { EnergyError } from "../contract/error";
import type { Condition, Cost, Interval, MeterEvent, Reading } from "../contract/messages";
import { severitySchema } from "../contract/schema-parts";
import { parseMessage } from "../contract/validate";
import { type Series, seriesText } from "./series";
import { stepLength, stepName } from "./step-name";
import type { RecordKind } from "./store";

/** A record as the journal keeps it: series, time and version say what they can, the body the rest. */
export interface RecordRow {
  /** As `seriesText` writes it. */
  readonly series: string;
  readonly at: number;
  readonly version: number;
  /** JSON. */
  readonly body: string;
}

/** Checks a message and gives its row; throws MESSAGE_INVALID, also for kinds that are not kept. */
export function rowOf(value: unknown): RecordRow {
  const message = parseMessage(value);
  switch (message.kind) {
    case "reading":
      return readingRow(message);
    case "interval":
      return intervalRow(message);
    case "cost":
      return costRow(message);
    case "event":
      return eventRow(message);
    case "alert":
      return alertRow(message);
    case "condition":
      return conditionRow(message);
    case "notification":
      return notificationRow(message);
    case "delivery":
      return deliveryRow(message);
    default:
      throw new EnergyError("MESSAGE_INVALID", { place: "kind", detail: `"${message.kind}" is not kept in a journal` });
  }
}

function row(series: Series, at: number, version: number, body: object): RecordRow {
  return { series: seriesText(series), at, version, body: JSON.stringify(body) };
}

function readingRow({ site, meter, at, values, quality, reason, version = 0 }: Reading): RecordRow {
  const series: Series = { site, meter, kind: "reading", step: "", quantity: "" };
  return row(series, at, version, {
    values,
    ...(quality !== "good" && { quality }),
    ...(reason !== undefined && { reason }),
  });
}

/** `to`, where the name of the step does not give it back: days on which the clocks change. */
function unusualEnd(from: number, to: number, step: string): { to?: number } {
  return to === from + stepLength(step) ? {} : { to };
}

function checkPeriod(from: number, to: number): void {
  if (to <= from) throw new EnergyError("MESSAGE_INVALID", { place: "to", detail: "must be after from" });
}

function intervalRow({ site, meter, quantity, from, to, amount, quality, reasons, version }: Interval): RecordRow {
  checkPeriod(from, to);
  if (version === 0) {
    throw new EnergyError("MESSAGE_INVALID", { place: "version", detail: "a running interval (0) is not kept" });
  }
  const step = stepName(from, to);
  return row({ site, meter, kind: "interval", step, quantity }, from, version, {
    amount,
    ...unusualEnd(from, to, step),
    ...(quality !== "measured" && { quality }),
    ...(reasons.length > 0 && { reasons }),
  });
}

function costRow({ site, meter, from, to, lines, amount, currency, tariff, version }: Cost): RecordRow {
  checkPeriod(from, to);
  const step = stepName(from, to);
  const body = { amount, currency, lines, ...unusualEnd(from, to, step) };
  return row({ site, meter, kind: "cost", step, quantity: tariff }, from, version, body);
}

/** Two facts of one date differ in what they are about; a corrected fact brings a higher `version`. */
function eventRow({ kind, site, meter, at, ...facts }: MeterEvent): RecordRow {
  const about = typeof facts.quantity === "string" ? `${facts.event}:${facts.quantity}` : facts.event;
  const version = Number.isInteger(facts.version) ? Number(facts.version) : 0;
  return row({ site, meter, kind, step: "", quantity: about }, at, version, facts);
}

/** Which machine or bus it is about stays in the body: the series has one name for all. */
function conditionRow({ kind, site, at, ...body }: Condition): RecordRow {
  // Readings of hours may be judged within a millisecond: what began at another time or got worse is another condition.
  const level = body.active ? 1 + severitySchema.enum.indexOf(body.severity) : 0;
  return row(aboutRule(site, kind, body), at, Math.max(0, Math.trunc(body.since)) * 4 + level, body);
}

function alertRow({ kind, site, at, version, ...body }: Alert): RecordRow {
  return row(aboutRule(site, kind, body.condition), at, version, body);
}

function notificationRow({ kind, site, at, number, ...body }: Notification): RecordRow {
  return row(aboutRule(site, kind, body.alert.condition), at, number, body);
}

function deliveryRow({ kind, site, at, version, ...body }: Delivery): RecordRow {
  return row(aboutRule(site, kind, body), at, version, body);
}

function aboutRule(
  site: string,
  kind: RecordKind,
  about: Pick<Condition, "meter" | "machine" | "bus" | "rule">,
): Series {
  return { site, meter: subjectOf(about), kind, step: "", quantity: about.rule };
}
