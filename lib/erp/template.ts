import Mustache from "mustache";
import { EnergyError } from "../contract/error";
import { nearest } from "../contract/nearest";
import { type Cell, dateText, isNumber, isTime, plainText, type Row } from "./cell";
import { numberText } from "./number-text";

/** A name's text where it is not the plain one. */
type Shown = (name: string, cell: Cell) => string;

/** Makes the text of one line or row from its values. */
export type LineTemplate = (values: Row, timeZone: string, shown?: Shown) => string;

/** How what stands between two braces is made harmless for where it stands. */
export type Escape = (text: string) => string;

/** What a template may name. */
export interface TemplateRules {
  readonly names: ReadonlySet<string>;
  readonly codes: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly escape: Escape;
  /** `{{{name}}}` is refused where everything must be escaped. */
  readonly rawAllowed: boolean;
}

type Token = [type: string, value: string, start: number, end: number, children?: Token[], closed?: number];

const writer = new Mustache.Writer();
const helpers = ["number", "date", "code"] as const;
type Helper = (typeof helpers)[number];
const mostLetters = 20_000;

/** A checked template of one line; throws CONFIG_INVALID with line and column of the mistake. */
export function lineTemplate(text: string, place: string, rules: TemplateRules): LineTemplate {
  const tokens = parsed(text, place);
  checkTokens(tokens, text, place, rules);
  return renderer(tokens, text, rules);
}

/** A template of a whole file: what stands around its one `{{#rows}}…{{/rows}}`, and what is repeated for each row. */
export function fileTemplate(
  text: string,
  place: string,
  rules: TemplateRules,
  documentNames: ReadonlySet<string>,
): readonly [before: LineTemplate, row: LineTemplate, after: LineTemplate] {
  const tokens = parsed(text, place);
  const index = tokens.findIndex(([type, value]) => type === "#" && value === "rows");
  if (index === -1) throw wrong(place, "has no {{#rows}}…{{/rows}} that repeats for every row");
  const around = { ...rules, names: documentNames };
  const parts = [tokens.slice(0, index), tokens[index]?.[4] ?? [], tokens.slice(index + 1)] as const;
  checkTokens(parts[0], text, place, around);
  checkTokens(parts[1], text, place, rules);
  checkTokens(parts[2], text, place, around);
  return [renderer(parts[0], text, rules), renderer(parts[1], text, rules), renderer(parts[2], text, rules)];
}

function parsed(text: string, place: string): Token[] {
  if (text.length > mostLetters) throw wrong(place, `longer than ${mostLetters} characters`);
  try {
    return new Mustache.Writer().parse(text) as Token[];
  } catch (error) {
    const { message } = error as Error;
    const at = / at (\d+)$/.exec(message);
    throw at ? wrongAt(place, text, Number(at[1]), message.slice(0, at.index)) : wrong(place, message);
  }
}

function checkTokens(tokens: readonly Token[], text: string, place: string, rules: TemplateRules): void {
  for (const [type, value, start, end, children = [], closed = end] of tokens) {
    const refuse = (detail: string): never => {
      throw wrongAt(place, text, start, detail);
    };
    if (type === ">") refuse("a template cannot include another");
    if (type === "&" && !rules.rawAllowed) refuse(`write {{${value}}}: without escaping it could break the file`);
    if (type === "#" && (helpers as readonly string[]).includes(value)) {
      const mistake = helperMistake(value as Helper, text.slice(end, closed), rules);
      if (mistake !== undefined) refuse(mistake);
      continue;
    }
    if ((helpers as readonly string[]).includes(value)) refuse(helperUsage(value as Helper));
    if (type === "name" || type === "&" || type === "#" || type === "^") {
      if (!rules.names.has(value)) refuse(unknownName(value, rules.names));
      checkTokens(children, text, place, rules);
    }
  }
}

function unknownName(name: string, known: ReadonlySet<string>): string {
  const [meant] = nearest(name, [...known]);
  return meant ? `there is no "${name}"; did you mean "${meant}"?` : `there is no "${name}"`;
}

/** What a helper's section says: the value's name, then how. */
const numberForm = /^(\S+)(?:\s+(\d{1,2}))?(?:\s+([.,]))?$/;
const dateForm = /^(\S+)\s+(.+)$/s;
const codeForm = /^(\S+)\s+(\S+)$/;

function helperMistake(helper: Helper, said: string, { names, codes }: TemplateRules): string | undefined {
  const words = said.trim();
  const form = { number: numberForm, date: dateForm, code: codeForm }[helper].exec(words);
  if (!form) return helperUsage(helper);
  if (!names.has(form[1] as string)) return unknownName(form[1] as string, names);
  if (helper === "code" && !Object.hasOwn(codes, form[2] as string)) return `there are no codes "${form[2]}"`;
  return undefined;
}

const usages: Readonly<Record<Helper, string>> = {
  number: "{{#number}}amount 2 ,{{/number}}",
  date: "{{#date}}from yyyy-MM-dd{{/date}}",
  code: "{{#code}}component account{{/code}}",
};

const helperUsage = (helper: Helper): string => `is written as ${usages[helper]}`;

function renderer(tokens: readonly Token[], text: string, rules: TemplateRules): LineTemplate {
  const config = { escape: rules.escape };
  const shownNames = namesIn(tokens);
  return (values, timeZone, shown = (_name, cell) => plainText(cell, timeZone)) => {
    const view = viewOf(values, shownNames, timeZone, rules, shown);
    return writer.renderTokens(tokens as never, new Mustache.Context(view), undefined, text, config as never);
  };
}

/** What a template shows: texts are made of nothing else, because times take long to write. */
function namesIn(tokens: readonly Token[]): string[] {
  const names = tokens.flatMap(([type, value, , , children = []]) => {
    if (type === "text" || (helpers as readonly string[]).includes(value)) return [];
    return [value, ...namesIn(children)];
  });
  return [...new Set(names)];
}

/** What Mustache looks names up in: texts, and the helpers, which know the values behind the texts. */
function viewOf(
  values: Row,
  shownNames: readonly string[],
  timeZone: string,
  rules: TemplateRules,
  shown: Shown,
): object {
  const texts: Record<string, unknown> = {};
  for (const name of shownNames) nest(texts, name, shown(name, values[name] ?? null));
  const helper = (make: (said: string) => string) => () => (said: string) => rules.escape(make(said.trim()));
  return {
    ...texts,
    number: helper((said) => {
      const [, name = "", decimals, mark = "."] = numberForm.exec(said) ?? [];
      return numberIn(values[name], decimals === undefined ? undefined : Number(decimals), mark as "." | ",");
    }),
    date: helper((said) => {
      const [, name = "", form = ""] = dateForm.exec(said) ?? [];
      const cell = values[name];
      return isTime(cell) ? dateText(cell.at, form, timeZone) : plainText(cell, timeZone);
    }),
    code: helper((said) => {
      const [, name = "", table = ""] = codeForm.exec(said) ?? [];
      const text = plainText(values[name], timeZone);
      return codeOf(rules.codes[table] ?? {}, text) ?? text;
    }),
  };
}

/** Mustache looks for `document.id` in an object `document`. */
function nest(view: Record<string, unknown>, name: string, text: string): void {
  const point = name.indexOf(".");
  if (point === -1) {
    view[name] = text;
    return;
  }
  const group = name.slice(0, point);
  const inner = (view[group] ?? {}) as Record<string, unknown>;
  inner[name.slice(point + 1)] = text;
  view[group] = inner;
}

function numberIn(cell: Cell | undefined, decimals: number | undefined, mark: "." | ","): string {
  return isNumber(cell) ? numberText(cell.number, { decimals, mark, sign: "leading-minus" }) : "";
}

/** The code that stands for a text; `*` stands for every other. */
export function codeOf(codes: Readonly<Record<string, string>>, text: string): string | undefined {
  return Object.hasOwn(codes, text) ? codes[text] : codes["*"];
}

const wrong = (place: string, detail: string): EnergyError => new EnergyError("CONFIG_INVALID", { place, detail });

function wrongAt(place: string, text: string, index: number, detail: string): EnergyError {
  const before = text.slice(0, index).split("\n");
  return wrong(place, `line ${before.length}, column ${(before.at(-1) ?? "").length + 1}: ${detail}`);
}
