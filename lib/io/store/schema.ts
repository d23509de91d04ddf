import type { DatabaseSync } from "node:sqlite";
import { EnergyError } from "../../contract/error";

/**
 * Each entry leads from the version before it to its own (`user_version`). Entries are never changed
 * once released: a journal made by any earlier version must open.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    meter TEXT NOT NULL,
    kind TEXT NOT NULL,
    step TEXT NOT NULL,
    quantity TEXT NOT NULL,
    UNIQUE (site, meter, kind, step, quantity)
  ) STRICT;

  CREATE TABLE journal (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    series INTEGER NOT NULL,
    at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX journal_key ON journal (series, at, version);

  CREATE TABLE state (
    node TEXT NOT NULL,
    key TEXT NOT NULL,
    version INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (node, key)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE target (
    name TEXT PRIMARY KEY,
    cursor INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE quarantine (
    target TEXT NOT NULL,
    seq INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (target, seq)
  ) STRICT, WITHOUT ROWID;

  -- One row: counting millions of records at every start would take a Pi seconds.
  CREATE TABLE totals (
    records INTEGER NOT NULL,
    dropped INTEGER NOT NULL
  ) STRICT;
  INSERT INTO totals VALUES (0, 0);
  `,
];

export function migrate(db: DatabaseSync): void {
  const version = Number(db.prepare("PRAGMA user_version").get()?.user_version);
  if (version > migrations.length) {
    throw new EnergyError("STORE_FAILED", { detail: `it was written by a newer release (form ${version})` });
  }
  migrations.slice(version).forEach((sql, index) => {
    db.exec(`BEGIN IMMEDIATE; ${sql} PRAGMA user_version = ${version + index + 1}; COMMIT`);
  });
}
