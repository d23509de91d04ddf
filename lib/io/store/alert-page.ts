import type { DatabaseSync } from "node:sqlite";
import type { Alert } from "../../contract/alerts";
import { EnergyError } from "../../contract/error";
import { messageOf } from "../../store/record-message";
import type { Series } from "../../store/series";
import type { AlertsQuery, Page } from "../../store/store";

const longestPage = 5000;

interface Place {
  readonly at: number;
  readonly seq: number;
}

interface Found extends Place {
  readonly series: number;
  readonly version: number;
  readonly body: string;
  /** Whether it is the newest record of its subject and rule. */
  readonly last: number;
}

/**
 * A page of alerts, the latest change first. A record is the newest of its alert where it clears it, and where no other of
 * its subject and rule follows: the next alert of both begins only after this one was cleared.
 */
export function alertPage(
  db: DatabaseSync,
  series: readonly (Series & { readonly id: number })[],
  query: AlertsQuery,
): Page<Alert> {
  const limit = Math.max(1, Math.min(query.limit, longestPage));
  const byId = new Map(series.map((one) => [one.id, one]));
  const items: Alert[] = [];
  let newest: Place | undefined;
  for (const found of walk(db, [...byId.keys()], query)) {
    const alert = messageOf(byId.get(found.series) as Series, found.at, found.version, found.body) as Alert;
    if (!(found.last || alert.state === "cleared") || !isAsked(alert, query)) continue;
    if (items.length === limit && newest) return { items, next: cursorText(newest) };
    items.push(alert);
    newest = found;
  }
  return { items };
}

function isAsked({ state, condition }: Alert, query: AlertsQuery): boolean {
  const wanted = query.state ?? state;
  const isState = wanted === "open" ? state !== "cleared" : state === wanted;
  return isState && (query.severity ?? condition.severity) === condition.severity;
}

/** Records in question from the latest on. Which they are is found in the index alone; bodies are read one by one. */
function* walk(db: DatabaseSync, series: readonly number[], query: AlertsQuery): Generator<Found> {
  const before = query.cursor === undefined ? undefined : parseCursor(query.cursor);
  const to = before ? Math.min(query.to, before.at + 1) : query.to;
  const ids = JSON.stringify(series);
  const places = [...placesOf(db, query)(ids, query.from, to)].sort((a, b) => b.at - a.at || b.seq - a.seq);
  const record = db.prepare("SELECT body FROM journal WHERE seq = ?");
  for (const place of places) {
    if (before && place.at === before.at && place.seq >= before.seq) continue;
    const row = record.get(place.seq);
    // Retention may have taken it meanwhile.
    if (row) yield { ...place, body: String(row.body) };
  }
}

type IndexPlace = Omit<Found, "body">;

/** Of open alerts only the newest records of each subject and rule come into question: a look-up for each. */
function placesOf(db: DatabaseSync, { state }: AlertsQuery) {
  const sql =
    state === undefined || state === "cleared"
      ? `SELECT seq, series, at, version,
           lead(seq) OVER (PARTITION BY series ORDER BY at, version) IS NULL AS last
         FROM journal WHERE series IN (SELECT value FROM json_each(?1)) AND at >= ?2`
      : `SELECT seq, series, at, version, 1 AS last
         FROM json_each(?1) AS wanted JOIN journal ON seq =
           (SELECT seq FROM journal WHERE series = wanted.value ORDER BY at DESC, version DESC LIMIT 1)
         WHERE at >= ?2`;
  const statement = db.prepare(`SELECT * FROM (${sql}) WHERE at < ?3`);
  return (ids: string, from: number, to: number) => statement.all(ids, from, to) as unknown as IndexPlace[];
}

const cursorText = ({ at, seq }: Place): string => Buffer.from(`${at}.${seq}`).toString("base64url");

function parseCursor(text: string): Place {
  const match = /^(\d{1,16})\.(\d{1,16})$/.exec(Buffer.from(text, "base64url").toString());
  if (!match)
    throw new EnergyError("MESSAGE_INVALID", { place: "cursor", detail: "is not one that this journal gave" });
  return { at: Number(match[1]), seq: Number(match[2]) };
}
