import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ErrorParams } from "../contract/error";

export const languages = ["en-US", "de"] as const;
export type Language = (typeof languages)[number];

type LoginText = "title" | "user" | "password" | "submit" | "refused" | "too-many" | "link-used" | "logged-out";

interface Catalogue {
  readonly errors: Readonly<Record<string, string>>;
  readonly login: Readonly<Record<LoginText, string>>;
  readonly status: Readonly<Record<string, string>>;
}

const catalogues = new Map<Language, Catalogue>();

function catalogue(language: Language): Catalogue {
  let found = catalogues.get(language);
  if (!found) {
    const file = join(__dirname, "../../nodes/locales", language, "messages.json");
    found = JSON.parse(readFileSync(file, "utf8")) as Catalogue;
    catalogues.set(language, found);
  }
  return found;
}

/** `de-AT` → `de`; anything unknown is English. */
export function languageOf(tag: string | undefined): Language {
  return tag?.toLowerCase().startsWith("de") ? "de" : "en-US";
}

/** Puts the params into the places a text has for them. */
export const fill = (text: string, params: ErrorParams): string =>
  text.replace(/\{(\w+)\}/g, (hole, name: string) => String(params[name] ?? hole));

/** What happened, to what, and what to do, in the reader's language. */
export function errorText(error: { code: string; params: ErrorParams }, language: Language): string {
  const text = catalogue(language).errors[error.code];
  return text ? fill(text, error.params) : `${error.code} ${JSON.stringify(error.params)}`;
}

/** A status of three words at most. */
export function statusText(code: string, params: ErrorParams, language: Language): string {
  return fill(catalogue(language).status[code] ?? code, params);
}

/** The texts of the dashboard's login page. */
export function loginText(language: Language): Readonly<Record<LoginText, string>> {
  return catalogue(language).login;
}
