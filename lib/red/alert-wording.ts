import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Notification } from "../contract/alerts";
import type { Severity } from "../contract/messages";
import type { Wording } from "../notify/compose";
import type { AlertTemplates } from "../notify/templates";
import type { SiteModel } from "../site/site-model";
import { conditionText, namesIn, timeText } from "./condition-text";
import type { Language } from "./text";

interface AlertTexts {
  readonly templates: AlertTemplates;
  readonly severities: Readonly<Record<Severity, string>>;
  readonly reasons: Readonly<Record<Notification["reason"], string>>;
}

const catalogues = new Map<Language, AlertTexts>();

function textsOf(language: Language): AlertTexts {
  let found = catalogues.get(language);
  if (!found) {
    const file = join(__dirname, "../../nodes/locales", language, "messages.json");
    found = (JSON.parse(readFileSync(file, "utf8")) as { alerts: AlertTexts }).alerts;
    catalogues.set(language, found);
  }
  return found;
}

/** How alerts are told in a language. `own`: templates that replace the usual ones. */
export function alertWording(
  language: Language,
  site: SiteModel | undefined,
  link: string,
  own: Partial<AlertTemplates> = {},
): Wording {
  const { templates, severities, reasons } = textsOf(language);
  const names = namesIn(site);
  return {
    templates: { ...templates, ...own },
    site: site?.name ?? "",
    link,
    subject: (condition) => names.subject(condition),
    text: (condition) => conditionText(condition, language, names),
    time: (at) => timeText(at, language, names.timeZone),
    severity: (severity) => severities[severity],
    reason: ({ reason }) => reasons[reason],
  };
}
