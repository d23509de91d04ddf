import { documentFields } from "./row-fields";

/** What a line around the rows may name: the document, the settings, and the sum of each amount. */
export function documentNames(settings: Readonly<Record<string, string>>, amounts: readonly string[]): string[] {
  return [
    ...Object.keys(documentFields).map((name) => `document.${name}`),
    ...Object.keys(settings).map((name) => `settings.${name}`),
    ...amounts.map((name) => `total.${name}`),
  ];
}

/** What a row may name; of the document only once it is known. */
export function templateNames(
  fields: readonly string[],
  settings: Readonly<Record<string, string>>,
  withDocument: boolean,
): ReadonlySet<string> {
  const around = withDocument ? [...documentNames(settings, []), "line", "first", "last"] : [];
  return new Set([...fields, ...Object.keys(settings).map((name) => `settings.${name}`), ...around]);
}
