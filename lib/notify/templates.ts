import Mustache from "mustache";
import { EnergyError } from "../contract/error";
import { nearest } from "../contract/nearest";

/** Mustache templates of what is sent to people. */
export interface AlertTemplates {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly short: string;
}

/** What a template may name; `alerts` is a list whose entries have the names of one alert. */
export const messageNames = ["site", "count", "several", "severity", "link", "sent"] as const;
export const alertNames = [
  "subject",
  "text",
  "severity",
  "severityName",
  "colour",
  "reason",
  "over",
  "since",
  "decided",
  "acknowledgedBy",
  "note",
  "reference",
] as const;

type Token = [type: string, value: string, start: number, end: number, children?: Token[]];

const mostLetters = 20_000;

/** Throws CONFIG_INVALID with the template's name as its place. */
export function checkAlertTemplates(templates: Partial<AlertTemplates>): void {
  for (const [place, template] of Object.entries(templates)) {
    if (template.length > mostLetters) throw wrong(place, `longer than ${mostLetters} characters`);
    let tokens: Token[];
    try {
      tokens = Mustache.parse(template) as Token[];
    } catch (cause) {
      throw wrong(place, (cause as Error).message);
    }
    checkTokens(tokens, place, new Set<string>([...messageNames, "alerts"]));
  }
}

function checkTokens(tokens: readonly Token[], place: string, names: ReadonlySet<string>): void {
  for (const [type, value, , , children = []] of tokens) {
    if (type === "text" || type === "!") continue;
    if (type === ">") throw wrong(place, "a template cannot include another");
    if (type === "=") throw wrong(place, "a template keeps the marks {{ and }}");
    if (type === "&" && place === "html")
      throw wrong(place, `write {{${value}}}: without escaping it could break the page`);
    if (!names.has(value)) {
      const [meant] = nearest(value, [...names]);
      throw wrong(place, meant ? `there is no "${value}"; did you mean "${meant}"?` : `there is no "${value}"`);
    }
    const inner = value === "alerts" ? new Set([...names, ...alertNames]) : names;
    if (children.length > 0) checkTokens(children, place, inner);
  }
}

const plain = { escape: (value: unknown) => String(value) };

/** Fills in a template; in HTML everything filled in is escaped. What is filled in is never read as a template. */
export const filledIn = (template: string, view: object, form: "plain" | "html"): string =>
  form === "html" ? Mustache.render(template, view) : Mustache.render(template, view, {}, plain);

const wrong = (place: string, detail: string): EnergyError => new EnergyError("CONFIG_INVALID", { place, detail });
