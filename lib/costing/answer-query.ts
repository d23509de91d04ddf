import { EnergyError } from "../contract/error";
import type { Bill, Query } from "../contract/messages";
import type { Supply } from "../site/cost-model";
import type { PastAnswer, PastQuestion } from "../step/step";
import type { CostRules } from "./cost-rules";
import { billMessage, supplyBill } from "./supply-bill";

/** The bills that a query asks for, one for each supply it is about. Throws CONFIG_INVALID, PRICE_MISSING, TARIFF_MISSING. */
export function* answerQuery(rules: CostRules, query: Query, now: number): Generator<PastQuestion, Bill[], PastAnswer> {
  const bills: Bill[] = [];
  for (const supply of suppliesOf(rules, query)) {
    bills.push(billMessage(query.site, yield* supplyBill(rules, supply, query), now));
  }
  return bills;
}

function suppliesOf(rules: CostRules, { meter, supply: id }: Query): readonly Supply[] {
  if (id !== undefined) {
    const supply = rules.supplies.find((one) => one.id === id);
    if (!supply) throw new EnergyError("MESSAGE_INVALID", { place: "supply", detail: `there is no supply "${id}"` });
    return [supply];
  }
  if (meter === undefined) return rules.supplies;
  const supply = rules.supplyOf(meter);
  if (!supply) throw new EnergyError("MESSAGE_INVALID", { place: "meter", detail: `"${meter}" draws from no supply` });
  // What a single machine would pay if it were billed by itself.
  return [{ ...supply, meter }];
}
