import type { Bill } from "../contract/messages";
import type { Supply } from "../site/cost-model";
import type { SiteModel } from "../site/site-model";
import { answerFromPast, type PastStore } from "../step/past-of-store";
import type { Posting } from "../tariff/posting";
import { answerQuery } from "./answer-query";
import type { BearerKind } from "./bearers";
import { costRulesOf } from "./cost-rules";
import { type SharedBill, sharedBill } from "./shared-bill";
import { billMessage, type Period } from "./supply-bill";

/** What a period costs: the bill of each supply, and what is posted to each cost centre. */
export interface PeriodCosts {
  readonly bills: readonly Bill[];
  readonly postings: readonly Posting[];
}

/** Costs of a site from its journal. All reject as the store does, and with PRICE_MISSING, TARIFF_MISSING or SHARES_INVALID. */
export class SiteCosts {
  readonly #rules;

  constructor(
    private readonly site: SiteModel,
    private readonly store: PastStore,
  ) {
    this.#rules = costRulesOf(site);
  }

  /** The bill of each supply, shared among those who bear it. */
  async shared(period: Period, by: BearerKind): Promise<SharedBill[]> {
    const bills: SharedBill[] = [];
    for (const supply of this.site.supplies) bills.push(await this.sharedOne(supply, period, by));
    return bills;
  }

  sharedOne(supply: Supply, period: Period, by: BearerKind): Promise<SharedBill> {
    return this.#ask(sharedBill(this.#rules, this.site.id, supply, period, by));
  }

  async of(period: Period, now: number): Promise<PeriodCosts> {
    const shared = await this.shared(period, "cost-centre");
    return {
      bills: shared.map((one) => billMessage(this.site.id, one, now)),
      postings: shared.flatMap(({ allocation }) => allocation.postings),
    };
  }

  /** The running month of a supply. */
  async estimate({ id: supply }: Supply, now: number): Promise<Bill | undefined> {
    const query = { kind: "query", site: this.site.id, supply, from: now, to: now, ask: "estimate" } as const;
    return (await this.#ask(answerQuery(this.#rules, query, now))).bills[0];
  }

  #ask<R>(asking: Parameters<typeof answerFromPast<R>>[2]): Promise<R> {
    return answerFromPast(this.store, this.site.id, asking);
  }
}
