import type { Change } from "../report-edition";
import { decimalsFor, type ReportLanguage } from "../report-language";

/** `Electricity, press 3: 1,250 kWh (before: 1,200 kWh)`. */
export function changedLine(change: Change, language: ReportLanguage): string {
  const { before, after } = changedValues(change, language);
  return `${changedName(change, language)}: ${after} (${language.text("before")}: ${before})`;
}

export const changedName = ({ what, name }: Change, language: ReportLanguage): string =>
  name ? `${language.figure(what)}, ${name}` : language.figure(what);

export function changedValues(
  { before, after, unit, what }: Change,
  language: ReportLanguage,
): { readonly before: string; readonly after: string } {
  const decimals = what === "cost" || what === "measured" ? 2 : Math.max(1, decimalsFor(after));
  const value = (amount: number | null): string =>
    amount === null ? language.text("no-data") : `${language.number(amount, decimals)} ${unit}`;
  return { before: value(before), after: value(after) };
}
