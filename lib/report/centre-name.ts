import { restCentre } from "../tariff/posting";
import type { ReportLanguage } from "./report-language";
import type { CentreCosts } from "./report-model";

/** A cost centre as readers know it: its number and its name. */
export function centreName({ id, name }: Pick<CentreCosts, "id" | "name">, language: ReportLanguage): string {
  if (id === restCentre) return language.text("rest");
  return name === id ? id : `${id} ${name}`;
}
