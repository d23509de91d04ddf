import type { Interval } from "../contract/messages";
import type { IntervalsQuery, Store } from "./store";

const pageSize = 5000;

/** Every interval that a question finds, page by page, so that no answer fills the memory. Rejects as the store does. */
export async function* allIntervals(
  store: Pick<Store, "intervals">,
  query: Omit<IntervalsQuery, "limit" | "cursor">,
): AsyncGenerator<Interval> {
  let cursor: string | undefined;
  do {
    const page = await store.intervals({ ...query, limit: pageSize, ...(cursor !== undefined && { cursor }) });
    yield* page.items;
    cursor = page.next;
  } while (cursor !== undefined);
}
