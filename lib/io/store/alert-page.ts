import type { DatabaseSync } from "node:sqlite";
import type { Alert } from "../../contract/alerts";
import { EnergyError } from "../../contract/error";
import { messageOf } from "../../store/record-message";
import type { Series } from "../../store/series";
import type { AlertsQuery, Page } from "../../store/store";
import { alertsSql } from "./alert-sql";

const longestPage = 5000;

interface Place {
  readonly at: number;
  readonly seq: number;
}

interface Found extends Place {
  readonly series: number;
  readonly version: number;
  readonly body: string;
}

const firstStretchMs = 3_600_000;
const growth = 4;

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
  let place: Place | undefined;
  for (const found of walk(db, [...byId.keys()], query)) {
    if (items.length === limit && place) return { items, next: cursorText(place) };
    const { at, version, body } = found;
    items.push(messageOf(byId.get(found.series) as Series, at, version, body) as Alert);
    place = found;
  }
  return { items };
}

/** What is asked for from the latest on, stretch by stretch of growing length: a page is mostly found in the first. */
function* walk(db: DatabaseSync, series: readonly number[], query: AlertsQuery): Generator<Found> {
  const before = query.cursor === undefined ? undefined : parseCursor(query.cursor);
  const newest = newestOf(db, series);
  const ids = JSON.stringify(series);
  const last = JSON.stringify(newest.map(({ seq }) => seq));
  const found = db.prepare(alertsSql(query.state));
  // Not every question asks for the newest records.
  found.setAllowUnknownNamedParameters(true);
  const end = before ? Math.min(query.to, before.at + 1) : query.to;
  let to = Math.min(end, 1 + Math.max(0, ...newest.map(({ at }) => at)));
  for (let stretch = firstStretchMs; to > query.from; stretch *= growth) {
    const from = Math.max(query.from, to - stretch);
    const rows = found.all({ ids, last, from, to, ...filterOf(query) }) as unknown as Found[];
    for (const row of rows) if (!before || row.at < before.at || row.seq < before.seq) yield row;
    to = from;
  }
}

/** The newest record of each subject and rule: the only ones of which an alert can be open. */
function newestOf(db: DatabaseSync, series: readonly number[]): Place[] {
  const newest = db.prepare("SELECT seq, at FROM journal WHERE series = ? ORDER BY at DESC, version DESC LIMIT 1");
  return series.flatMap((id) => (newest.get(id) as Place | undefined) ?? []);
}

const filterOf = ({ severity }: AlertsQuery): { readonly severity: string | null } => ({ severity: severity ?? null });

const cursorText = ({ at, seq }: Place): string => Buffer.from(`${at}.${seq}`).toString("base64url");

function parseCursor(text: string): Place {
  const match = /^(\d{1,16})\.(\d{1,16})$/.exec(Buffer.from(text, "base64url").toString());
  if (!match)
    throw new EnergyError("MESSAGE_INVALID", { place: "cursor", detail: "is not one that this journal gave" });
  return { at: Number(match[1]), seq: Number(match[2]) };
}
