import type { ErrorParams } from "../contract/error";
import { catalogueOf } from "./catalogue";
import { translator } from "./phrases";

export const languages = ["en-US", "de"] as const;
export type Language = (typeof languages)[number];

type LoginText = "title" | "user" | "password" | "submit" | "refused" | "too-many" | "link-used" | "logged-out";

/** Parameters that are phrases in English, not names or values. */
const phrased = ["detail", "feature", "owner", "place"] as const;

interface Catalogue {
  /** By the English phrase; the English catalogue has none. */
  readonly details?: Readonly<Record<string, string>>;
  readonly errors: Readonly<Record<string, string>>;
  readonly login: Readonly<Record<LoginText, string>>;
  readonly status: Readonly<Record<string, string>>;
}

interface Translated extends Catalogue {
  readonly translate: (phrase: string) => string;
}

const catalogues = new Map<Language, Translated>();

function catalogue(language: Language): Translated {
  let found = catalogues.get(language);
  if (!found) {
    const read = catalogueOf(language, "messages") as Catalogue;
    found = { ...read, translate: translator(read.details ?? {}) };
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
  const { errors, translate } = catalogue(language);
  const text = errors[error.code];
  const params = { ...error.params };
  for (const name of phrased) {
    const phrase = params[name];
    if (typeof phrase === "string") params[name] = translate(phrase);
  }
  return text ? fill(text, params) : `${error.code} ${JSON.stringify(error.params)}`;
}

/** A status of three words at most. */
export function statusText(code: string, params: ErrorParams, language: Language): string {
  return fill(catalogue(language).status[code] ?? code, params);
}

/** The texts of the dashboard's login page. */
export function loginText(language: Language): Readonly<Record<LoginText, string>> {
  return catalogue(language).login;
}
