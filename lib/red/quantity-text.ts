import { catalogueOf } from "./catalogue";
import type { Language } from "./text";

type Names = Readonly<Record<string, string>>;

const namesIn = (language: Language): Names => (catalogueOf(language, "messages") as { quantities: Names }).quantities;

const suffix = /_(l[123]|l[123]_l[123]|n|t[12])$/;

/** What people call a quantity: `active_power_l1` is "power L1". One without a name keeps its own. */
export function quantityText(name: string, language: Language): string {
  const names = namesIn(language);
  if (names[name] !== undefined) return names[name];
  const [ending, phase = ""] = suffix.exec(name) ?? [""];
  const base = names[name.slice(0, name.length - ending.length)];
  return base === undefined ? name : `${base} ${phase.toUpperCase().replace("_", "–")}`;
}
