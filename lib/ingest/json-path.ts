import { EnergyError } from "../contract/error";

/** A place in a JSON document: names of properties and numbers of items, outermost first. */
export type JsonPath = readonly (string | number)[];

const deepest = 20;

/**
 * Parses `a.b[0]["c.d"]`. A name may hold anything but `.`, `[` and `]`; in brackets and quotes it may
 * hold those too. "" is the document itself. Throws CONFIG_INVALID at `place`.
 */
export function parsePath(text: string, place = "path"): JsonPath {
  const path: (string | number)[] = [];
  // A name (after a dot, but for the first), an index, or a quoted name.
  const part = /(?:^|\.)([^.[\]"]+)|\[(\d{1,6})\]|\["([^"]*)"\]/y;
  while (part.lastIndex < text.length) {
    const found = part.exec(text);
    if (!found || path.length === deepest) {
      throw new EnergyError("CONFIG_INVALID", { place, detail: `"${text.slice(0, 60)}" is no path such as a.b[0].c` });
    }
    const [, name, index, quoted] = found;
    path.push(index === undefined ? (name ?? quoted ?? "") : Number(index));
  }
  return path;
}

/** What stands there; undefined where nothing does. Inherited properties are not looked at. */
export function valueAt(document: unknown, path: JsonPath): unknown {
  let value = document;
  for (const part of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value;
}
