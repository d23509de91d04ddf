import type { Interval, Reading } from "../contract/messages";
import type { Store } from "../store/store";
import type { PastQuestion } from "./step";

const pageSize = 5000;

/**
 * Runs a recount to its end with what the journal knows of the meter `key` (`<site>/<meter>`); without a journal there is
 * no past. Rejects as the store does.
 */
export async function answerFromPast<R>(
  store: Store | undefined,
  key: string,
  recount: Generator<PastQuestion, R, readonly (Reading | Interval)[]>,
): Promise<R> {
  const [site = "", meter = ""] = key.split("/");
  let turn = recount.next();
  while (!turn.done) turn = recount.next(store ? await answer(store, site, meter, turn.value) : []);
  return turn.value;
}

async function answer(store: Store, site: string, meter: string, question: PastQuestion) {
  const latest = Number.MAX_SAFE_INTEGER;
  switch (question.ask) {
    case "readings-before":
      return store.readingsBefore({ site, meter, before: question.before, limit: question.count });
    case "readings":
      return (await store.readings({ site, meter, from: question.from, to: latest, limit: question.limit })).items;
    case "intervals": {
      const intervals: Interval[] = [];
      const { from, to } = question;
      let cursor: string | undefined;
      do {
        const page = await store.intervals({ site, meter, from, to, limit: pageSize, ...(cursor && { cursor }) });
        for (const interval of page.items) intervals.push(interval);
        cursor = page.next;
      } while (cursor !== undefined);
      return intervals;
    }
  }
}
