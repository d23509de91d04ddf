import { DateTime } from "luxon";
import { subjectOf } from "../contract/alerts";
import type { Condition } from "../contract/messages";
import type { SiteModel } from "../site/site-model";
import { catalogueOf } from "./catalogue";
import { quantityText } from "./quantity-text";
import type { Language } from "./text";

type Texts = Readonly<Record<string, string>>;

interface Catalogue {
  /** By the rule's kind, or `<kind>.<evidence.what>` where one kind has several. */
  readonly conditions: Texts;
}

/** What a text needs besides the condition; without a site things are called by their ids. */
export interface ConditionNames {
  readonly timeZone: string;
  subject(condition: Pick<Condition, "meter" | "machine" | "bus">): string;
}

const textsOf = (language: Language): Texts => (catalogueOf(language, "messages") as Catalogue).conditions;

/** How the plant calls its meters, machines and buses. */
export function namesIn(site: SiteModel | undefined): ConditionNames {
  const named = (list: readonly { id: string; name: string }[] = []) => new Map(list.map(({ id, name }) => [id, name]));
  const meters = named(site?.meters);
  const machines = named(site?.machines);
  const buses = named(site?.buses);
  return {
    timeZone: site?.timeZone ?? "UTC",
    subject: (condition) => {
      const { meter, machine, bus } = condition;
      if (meter !== undefined) return meters.get(meter) ?? meter;
      if (machine !== undefined) return machines.get(machine) ?? machine;
      return buses.get(bus ?? "") ?? subjectOf(condition);
    },
  };
}

/** What a condition says, as one line of plain text in the reader's language. */
export function conditionText(condition: Condition, language: Language, names: ConditionNames): string {
  const { rule, evidence } = condition;
  const texts = textsOf(language);
  const [kind = rule] = rule.split(".");
  const subject = names.subject(condition);
  const facts: Facts = {
    ...evidence,
    ...condition,
    ...(typeof evidence.quantity === "string" && { quantity: quantityText(evidence.quantity, language) }),
    meter: subject,
    machine: subject,
  };
  const plain = texts.other ?? "{meter}: {rule}";
  const wanted = texts[`${kind}.${String(evidence.what)}`] ?? texts[kind] ?? plain;
  const text = saysNothing(wanted, facts) ? plain : wanted;
  const filled = withKnownParts(text, facts).replace(hole, (_hole, form: string | undefined, name: string) => {
    if (form === "time") return timeText(facts[name], language, names.timeZone);
    return form === "money" ? moneyText(facts[name], language) : shown(facts[name], language);
  });
  // Some quantities have no unit.
  return oneLine(filled.replace(/ +(?=[,;:]|$)/g, ""));
}

type Facts = Readonly<Record<string, unknown>>;

/** `{name}`, `{time:name}` or `{money:name}`. */
const hole = /\{(?:(time|money):)?(\w+)\}/g;
/** What stands in square brackets is said where all its facts are known. */
const optional = /\[([^[\]]*)\]/g;

const askedIn = (text: string): string[] => [...text.matchAll(hole)].map(([, , name = ""]) => name);

const withKnownParts = (text: string, facts: Facts): string =>
  text.replace(optional, (_part, inside: string) =>
    askedIn(inside).every((name) => facts[name] !== undefined && facts[name] !== null) ? inside : "",
  );

/** A condition raised by hand under the name of one of our rules may bring none of the facts its text is made of. */
function saysNothing(text: string, facts: Facts): boolean {
  const asked = askedIn(text.replace(optional, "")).filter((name) => name !== "meter");
  return asked.length > 0 && asked.every((name) => facts[name] === undefined);
}

/** What stands in a subject or a message of one line: no control characters, no line breaks, of a sensible length. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .trim()
    .slice(0, 500);

function shown(value: unknown, language: Language): string {
  if (typeof value === "number") {
    const digits = Math.abs(value) < 1000 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 };
    return value.toLocaleString(language, digits);
  }
  if (Array.isArray(value)) {
    const some = value.slice(0, 10).map(String).join(", ");
    return value.length > 10 ? `${some} …` : some;
  }
  return value === undefined || value === null ? "–" : String(value);
}

function moneyText(value: unknown, language: Language): string {
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return typeof value === "number" ? value.toLocaleString(language, digits) : shown(value, language);
}

export function timeText(value: unknown, language: Language, timeZone: string): string {
  const time = typeof value === "number" ? DateTime.fromMillis(value, { zone: timeZone, locale: language }) : undefined;
  return time?.isValid ? time.toLocaleString(DateTime.DATETIME_MED) : "–";
}
