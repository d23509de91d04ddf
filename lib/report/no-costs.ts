import type { CostGap } from "./month-costs";
import type { ReportLanguage } from "./report-language";

/** Why a report says nothing about cost. */
export function noCosts(gap: CostGap | null, language: ReportLanguage): string {
  if (!gap) return language.text("no-tariff");
  const why =
    gap.code === "PRICE_MISSING" ? "price-missing" : gap.code === "TARIFF_MISSING" ? "tariff-missing" : "shares-wrong";
  return language.text(why, gap.params);
}
