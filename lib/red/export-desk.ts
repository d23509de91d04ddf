import { EnergyError } from "../contract/error";
import { draftOf, gathered } from "../erp/draft";
import type { ExportTiming } from "../erp/export-config";
import type { Draft } from "../erp/export-document";
import type { ExportOrder } from "../erp/export-order";
import { type ExportPeriod, periodBefore } from "../erp/export-period";
import type { DuePeriod } from "../erp/export-schedule";
import { asSource, messageRows, periodOfRows } from "../erp/message-rows";
import type { Outbox } from "../erp/outbox";
import { breather } from "../io/erp/breathe";
import { Exporter, type Issued } from "../io/erp/exporter";
import type { ExportSource } from "./export-source";

/** Makes the documents that messages and the schedule ask for, one after the other. */
export class ExportDesk {
  readonly #source: ExportSource;
  readonly #exporter: Exporter;
  readonly #length: ExportTiming["length"];
  #last: Promise<unknown> = Promise.resolve();

  constructor(source: ExportSource, node: string, length: ExportTiming["length"], outbox: Outbox | undefined) {
    this.#source = source;
    this.#exporter = new Exporter(source.states, node, outbox);
    this.#length = length;
  }

  /** Rejects with what keeps the document from being made. */
  answer(order: Exclude<ExportOrder, { ask: "retry" }>, now: number): Promise<Issued> {
    return this.#inTurn(async () => this.#exporter.issue(await this.#draft(order, now), now));
  }

  /**
   * Issues what is due, oldest first; what is only looked at again where the receiver has it. False where data is
   * missing and `final` does not say to go on without it.
   */
  due(periods: readonly DuePeriod[], final: boolean, now: number, issued: (issued: Issued) => void): Promise<boolean> {
    return this.#inTurn(async () => {
      let complete = true;
      for (const period of periods) {
        const draft = await this.#ofPeriod(period, now);
        if (period.again && !(await this.#exporter.hasHad(draft.head.id))) continue;
        if (draft.provisional && (period.again || !final)) {
          complete &&= period.again;
          continue;
        }
        const result = await this.#exporter.issue(draft, now);
        if (result.isNew) issued(result);
      }
      return complete;
    });
  }

  #draft(order: Exclude<ExportOrder, { ask: "retry" }>, now: number): Promise<Draft> {
    if (order.ask === "rows") return this.#ofRows(order.rows, order.period, now);
    const { timeZone } = this.#source.site;
    return this.#ofPeriod(order.ask === "last" ? periodBefore(now, this.#length, timeZone) : order.period, now);
  }

  async #ofRows(values: readonly unknown[], asked: ExportPeriod | undefined, now: number): Promise<Draft> {
    const { site } = this.#source;
    const profile = this.#source.profile();
    const rows = messageRows(values, profile, site);
    return gathered(profile, site, asked ?? periodOfRows(rows), asSource(rows), now, breather());
  }

  async #ofPeriod(period: ExportPeriod, now: number): Promise<Draft> {
    const { site, data } = this.#source;
    if (!data) throw new EnergyError("NODE_UNCONFIGURED", { place: "store" });
    return draftOf(this.#source.profile(), site, data, period, now, breather());
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const run = this.#last.then(task, task);
    this.#last = run.catch(() => undefined);
    return run;
  }
}
