/** Longer texts are no phrases of ours. */
const mostLetters = 500;

interface Template {
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly text: string;
}

/**
 * Translates phrases that the code says in English, the `details` of a message catalogue: what is wrong with an entry,
 * what a Modbus exception means. The English phrase is the key; `{name}` in it stands for any words, which are
 * translated too where they are a phrase, and `{number}` for a number. What is not known, such as a system error's
 * own words, stays as it is.
 */
export function translator(phrases: Readonly<Record<string, string>>): (phrase: string) => string {
  const fixed = new Map(Object.entries(phrases));
  const templates = Object.entries(phrases)
    .filter(([key]) => hole.test(key))
    // The one that says most itself comes first: "must be {number}" also begins others.
    .sort(([a], [b]) => ownLetters(b) - ownLetters(a))
    .map(([key, text]) => templateOf(key, text));
  const translate = (phrase: string): string => {
    const whole = fixed.get(phrase);
    if (whole !== undefined || phrase.length > mostLetters) return whole ?? phrase;
    for (const { pattern, names, text } of templates) {
      const found = pattern.exec(phrase);
      if (!found) continue;
      const words = new Map(names.map((name, n) => [name, translate(found[n + 1] ?? "")]));
      return text.replace(holes, (own, name: string) => words.get(name) ?? own);
    }
    return phrase;
  };
  return translate;
}

const hole = /\{\w+\}/;
const holes = /\{(\w+)\}/g;

const ownLetters = (key: string): number => key.replace(holes, "").length;

function templateOf(key: string, text: string): Template {
  const parts = key.split(holes);
  const names = parts.filter((_, n) => n % 2 === 1);
  const pattern = parts.map((part, n) => (n % 2 === 0 ? escaped(part) : part === "number" ? "(-?[\\d.]+)" : "(.+?)"));
  return { pattern: new RegExp(`^${pattern.join("")}$`, "s"), names, text };
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
