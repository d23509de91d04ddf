import type { Notification } from "../contract/alerts";
import type { Severity } from "../contract/messages";
import type { Wording } from "../notify/compose";
import type { AlertTemplates } from "../notify/templates";
import type { SiteModel } from "../site/site-model";
import { catalogueOf } from "./catalogue";
import { conditionText, namesIn, timeText } from "./condition-text";
import type { Language } from "./text";

interface AlertTexts {
  readonly templates: AlertTemplates;
  readonly severities: Readonly<Record<Severity, string>>;
  readonly reasons: Readonly<Record<Notification["reason"], string>>;
}

const textsOf = (language: Language): AlertTexts =>
  (catalogueOf(language, "messages") as { alerts: AlertTexts }).alerts;

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
