import type { AllocationRequest, Consumer } from "./allocation-request";
import type { BillPart } from "./bill-part";
import { shareSpan } from "./dated-shares";
import { eachPart, MeteredLoad } from "./metered-load";

interface Span {
  readonly from: number;
  readonly to: number;
}

/** What each cost centre used, span by span, by its shares of the consumers at the time. */
export class CentreUse {
  readonly #request: AllocationRequest;
  readonly #loads = new Map<Consumer, MeteredLoad>();

  constructor(request: AllocationRequest) {
    this.#request = request;
  }

  /** For each cost centre, in their order, its use in each of the spans, which are in the order of time. */
  inSpans(quantity: string, spans: readonly Span[], part: BillPart): Float64Array[] {
    const { costCentres, consumers } = this.#request;
    const uses = costCentres.map(() => new Float64Array(spans.length));
    for (const consumer of consumers) {
      const intervals = this.#loadOf(consumer, part).intervals(quantity);
      for (const share of consumer.shares) {
        const use = uses[costCentres.findIndex(({ id }) => id === share.costCentre)];
        if (!use) continue;
        const held = shareSpan(share, part.calendar);
        const ratio = Number(share.percent) / 100;
        eachPart(intervals, clipped(spans, held), ({ amount }, index) => {
          use[index] = (use[index] as number) + amount * ratio;
        });
      }
    }
    return uses;
  }

  #loadOf(consumer: Consumer, part: BillPart): MeteredLoad {
    let metered = this.#loads.get(consumer);
    if (!metered) {
      metered = new MeteredLoad(consumer.load, part.request.tariff, part.calendar);
      this.#loads.set(consumer, metered);
    }
    return metered;
  }
}

/** Keeps every span at its place in the list; one that lies outside is empty. */
const clipped = (spans: readonly Span[], { from, to }: Span): Span[] =>
  spans.map((span) => ({
    from: Math.max(span.from, Math.min(from, span.to)),
    to: Math.max(Math.min(span.to, to), span.from),
  }));
