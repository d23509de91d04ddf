import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { EnergyError } from "../../contract/error";
import type { Interval, Message, Reading } from "../../contract/messages";
import { messageOf } from "../../store/record-message";
import { type Series, seriesText } from "../../store/series";
import type { IntervalsQuery, Page, ReadingsBefore, ReadingsQuery, RecordKind, StateEntry } from "../../store/store";
import type { PackedRecords } from "./packed-rows";

/** The most that one answer holds, so that no query fills the memory or the flow thread. */
const longestPage = 5000;

interface SeriesRow extends Series {
  readonly id: number;
}

interface Place {
  readonly series: number;
  readonly at: number;
}

/** The newest version of each time: SQLite takes the other columns from the row that has the maximum. */
const newestOf =
  "SELECT at, max(version) AS version, body FROM journal WHERE series = ? AND at >= ? AND at < ? GROUP BY at";

/** All questions to the journal, on a connection that only reads. Synchronous: runs in the reader's thread. */
export class JournalReader {
  #series: SeriesRow[] = [];

  constructor(private readonly db: DatabaseSync) {}

  readings(query: ReadingsQuery): Page<Reading> {
    const series = this.#matching("reading", query);
    return this.#page<Reading>(`${newestOf} ORDER BY at LIMIT ?`, series, query);
  }

  readingsBefore({ site, meter, before, limit }: ReadingsBefore): Reading[] {
    const sql = `${newestOf} ORDER BY at DESC LIMIT ?`;
    return this.#matching("reading", { site, meter }).flatMap((series) =>
      this.db
        .prepare(sql)
        .all(series.id, 0, before, Math.max(1, Math.min(limit, longestPage)))
        .reverse()
        .map(({ at, version, body }) => messageOf(series, Number(at), Number(version), String(body)) as Reading),
    );
  }

  intervals(query: IntervalsQuery): Page<Interval> {
    const series = this.#matching("interval", query);
    return this.#page<Interval>(`${newestOf} ORDER BY at LIMIT ?`, series, query);
  }

  /** What a site has intervals of, for those who would otherwise ask many times for nothing. */
  intervalSeries(site: string): readonly Series[] {
    return this.#matching("interval", { site });
  }

  latest(site?: string): Reading[] {
    const newest = this.db.prepare(
      "SELECT at, version, body FROM journal WHERE series = ? ORDER BY at DESC, version DESC LIMIT 1",
    );
    return this.#matching("reading", { ...(site !== undefined && { site }) }).flatMap((series) => {
      const row = newest.get(series.id);
      return row ? [messageOf(series, Number(row.at), Number(row.version), String(row.body)) as Reading] : [];
    });
  }

  tail(afterSeq: number, kinds: readonly RecordKind[], limit: number): PackedRecords {
    // The plus keeps SQLite from the index by series: the order of the numbers is what counts here.
    const rows = this.db
      .prepare(
        `SELECT seq, series, at, version, body FROM journal WHERE seq > ?
         AND +series IN (SELECT id FROM series WHERE kind IN (SELECT value FROM json_each(?))) ORDER BY seq LIMIT ?`,
      )
      .all(afterSeq, JSON.stringify(kinds), Math.min(limit, longestPage));
    // Asked after the records, so that none belongs to a series that is still unknown here.
    const texts = new Map(this.#all().map((series) => [series.id, seriesText(series)]));
    return {
      seqs: rows.map(({ seq }) => Number(seq)),
      rows: {
        series: rows.map(({ series }) => texts.get(Number(series)) as string),
        at: rows.map(({ at }) => Number(at)),
        version: rows.map(({ version }) => Number(version)),
        body: rows.map(({ body }) => String(body)),
      },
    };
  }

  states(node: string): StateEntry[] {
    const rows = this.db.prepare("SELECT key, version, seq, state FROM state WHERE node = ?").all(node);
    return rows.map((row) => ({
      node,
      key: String(row.key),
      version: Number(row.version),
      seq: Number(row.seq),
      state: JSON.parse(String(row.state)),
    }));
  }

  #all(): readonly SeriesRow[] {
    const known = this.#series.at(-1)?.id ?? 0;
    const rows = this.db
      .prepare("SELECT id, site, meter, kind, step, quantity FROM series WHERE id > ? ORDER BY id")
      .all(known) as unknown as SeriesRow[];
    this.#series.push(...rows);
    return this.#series;
  }

  #matching(kind: RecordKind, query: { site?: string; meter?: string; quantity?: string; step?: string }): SeriesRow[] {
    const matches = (wanted: string | undefined, value: string): boolean => wanted === undefined || wanted === value;
    return this.#all().filter(
      (series) =>
        series.kind === kind &&
        matches(query.site, series.site) &&
        matches(query.meter, series.meter) &&
        matches(query.quantity, series.quantity) &&
        matches(query.step, series.step),
    );
  }

  /** Series by series, each in the order of time; the cursor is where the next page begins. */
  #page<T extends Message>(sql: string, matching: readonly SeriesRow[], query: ReadingsQuery): Page<T> {
    const limit = Math.max(1, Math.min(query.limit, longestPage));
    const start = query.cursor === undefined ? undefined : parseCursor(query.cursor);
    const statement = this.db.prepare(sql);
    const items: T[] = [];
    for (const series of matching) {
      if (start && series.id < start.series) continue;
      const from = start?.series === series.id ? Math.max(start.at, query.from) : query.from;
      const values: SQLInputValue[] = [series.id, from, query.to, limit - items.length + 1];
      for (const { at, version, body } of statement.all(...values)) {
        if (items.length === limit) return { items, next: cursorText({ series: series.id, at: Number(at) }) };
        items.push(messageOf(series, Number(at), Number(version), String(body)) as T);
      }
    }
    return { items };
  }
}

const cursorText = ({ series, at }: Place): string => Buffer.from(`${series}.${at}`).toString("base64url");

function parseCursor(text: string): Place {
  const match = /^(\d{1,15})\.(\d{1,16})$/.exec(Buffer.from(text, "base64url").toString());
  if (!match)
    throw new EnergyError("MESSAGE_INVALID", { place: "cursor", detail: "is not one that this journal gave" });
  return { series: Number(match[1]), at: Number(match[2]) };
}
