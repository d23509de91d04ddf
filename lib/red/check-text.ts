import type { CheckReport, CheckVerdict, Finding } from "../contract/check-report";
import { catalogueOf } from "./catalogue";
import { fill, type Language } from "./text";

interface Catalogue {
  readonly verdicts: Readonly<Record<CheckVerdict, string>>;
  readonly rules: Readonly<Record<string, { readonly title: string; readonly pass: string }>>;
  readonly advice: Readonly<Record<string, string>>;
}

const catalogue = (language: Language): Catalogue => catalogueOf(language, "commissioning") as Catalogue;

/** The report with what each finding means and what to do, for an electrician, in this language. */
export function withTexts(report: CheckReport, language: Language): CheckReport {
  return { ...report, findings: report.findings.map((finding) => ({ ...finding, text: textOf(finding, language) })) };
}

/** What a rule looks at, and a verdict, as a heading. */
export const ruleTitle = ({ rule }: Finding, language: Language): string =>
  catalogue(language).rules[rule]?.title ?? rule;
export const verdictText = (verdict: CheckVerdict, language: Language): string => catalogue(language).verdicts[verdict];

function textOf({ rule, advice, params }: Finding, language: Language): string {
  const { rules, advice: texts } = catalogue(language);
  if (!advice) return rules[rule]?.pass ?? rule;
  const written = Object.entries(params).map(([name, value]) => [name, shown(value, language)]);
  return fill(texts[advice] ?? advice, Object.fromEntries(written));
}

/** Numbers as people of the language write them. */
const shown = (value: string | number, language: Language): string =>
  typeof value === "number" ? value.toLocaleString(language, { maximumSignificantDigits: 3 }) : value;
