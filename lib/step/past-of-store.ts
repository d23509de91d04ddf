import type { Interval } from "../contract/messages";
import type { Store } from "../store/store";
import type { PastAnswer, PastQuestion } from "./step";

const pageSize = 5000;

/** What of the journal an answer needs. */
export type PastStore = Pick<Store, "intervals" | "readings" | "readingsBefore">;

/**
 * Runs a recount or an answer to its end with what the journal knows of the meter `key` (`<site>/<meter>`), or of the meters
 * that the questions name; without a journal there is no past. Rejects as the store does.
 */
export async function answerFromPast<R>(
  store: PastStore | undefined,
  key: string,
  asking: Generator<PastQuestion, R, PastAnswer>,
): Promise<R> {
  const [site = "", meter = ""] = key.split("/");
  let turn = asking.next();
  while (!turn.done) turn = asking.next(store ? await answer(store, site, meter, turn.value) : []);
  return turn.value;
}

async function answer(store: PastStore, site: string, meter: string, question: PastQuestion): Promise<PastAnswer> {
  const latest = Number.MAX_SAFE_INTEGER;
  switch (question.ask) {
    case "readings-before":
      return store.readingsBefore({ site, meter, before: question.before, limit: question.count });
    case "readings":
      return (
        await store.readings({
          site,
          meter: question.meter ?? meter,
          from: question.from,
          to: latest,
          limit: question.limit,
        })
      ).items;
    case "intervals": {
      const intervals: Interval[] = [];
      const { from, to, quantity } = question;
      const about = { site, meter: question.meter ?? meter, from, to, limit: pageSize, ...(quantity && { quantity }) };
      let cursor: string | undefined;
      do {
        const page = await store.intervals({ ...about, ...(cursor && { cursor }) });
        for (const interval of page.items) intervals.push(interval);
        cursor = page.next;
      } while (cursor !== undefined);
      return intervals;
    }
  }
}
