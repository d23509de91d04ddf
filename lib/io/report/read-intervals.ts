import type { Interval } from "../../contract/messages";
import type { IntervalsQuery } from "../../store/store";
import type { JournalReader } from "../store/journal-reader";

const pageSize = 5000;

/** Everything that a question finds; throws STORE_FAILED. */
export function readIntervals(reader: JournalReader, query: Omit<IntervalsQuery, "limit" | "cursor">): Interval[] {
  const found: Interval[] = [];
  let cursor: string | undefined;
  do {
    const page = reader.intervals({ ...query, limit: pageSize, ...(cursor !== undefined && { cursor }) });
    for (const interval of page.items) found.push(interval);
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}
