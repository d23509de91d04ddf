import { allIntervals } from "../store/all-intervals";
import type { Store } from "../store/store";
import type { ExportData, PostingsOf } from "./export-data";

/** Registers may be read more rarely than gauges: among so many readings all have been. */
const readingsLookedAt = 500;

/** The journal as the source of exports; costs come from whoever allocates them. */
export function storeData(store: Pick<Store, "intervals" | "readingsBefore">, postings?: PostingsOf): ExportData {
  return {
    intervals: (asked) => allIntervals(store, asked),
    readingsBefore: (site, meter, before) => store.readingsBefore({ site, meter, before, limit: readingsLookedAt }),
    ...(postings && { postings }),
  };
}
