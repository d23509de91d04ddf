import { existsSync, mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { EnergyError } from "../../contract/error";
import { migrate } from "./schema";
import { isDamage, isLocked, sqlite } from "./sqlite";

export interface JournalFile {
  readonly db: DatabaseSync;
  /** Where a damaged journal was put, when there was one. */
  readonly setAside?: string;
  close(): void;
}

/** The write-ahead log is cut back to this after a burst. */
const walBytes = 16 * 1024 * 1024;

/**
 * Opens the journal for writing, making it where there is none. A damaged file is renamed, never
 * deleted, and a new one begun, because a gateway that stores nothing until somebody comes loses
 * more. `check` looks through the whole file for damage first. Throws STORE_LOCKED, STORE_FAILED.
 */
export function openJournal(file: string, check: boolean): JournalFile {
  mkdirSync(dirname(file), { recursive: true });
  const lock = lockOf(file);
  try {
    const { db, setAside } = openOrBeginAnew(file, check);
    const close = (): void => {
      db.close();
      lock.close();
    };
    return { db, close, ...(setAside && { setAside }) };
  } catch (thrown) {
    lock.close();
    throw thrown;
  }
}

function openOrBeginAnew(file: string, check: boolean): { db: DatabaseSync; setAside?: string } {
  try {
    return { db: open(file, check) };
  } catch (thrown) {
    if (!isDamage(thrown)) throw thrown;
    return { setAside: setAside(file), db: open(file, false) };
  }
}

/**
 * Two gateways on one journal would deliver everything twice. The lock is a transaction on a file
 * beside the journal: the system lets go of it however this process ends, and backups can still read.
 */
function lockOf(file: string): DatabaseSync {
  const lock = new (sqlite().DatabaseSync)(`${file}.lock`, { timeout: 0 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (thrown) {
    lock.close();
    throw isLocked(thrown) ? new EnergyError("STORE_LOCKED", { file }) : thrown;
  }
}

function open(file: string, check: boolean): DatabaseSync {
  const db = new (sqlite().DatabaseSync)(file, { timeout: 5000 });
  try {
    db.exec("PRAGMA auto_vacuum = INCREMENTAL");
    const mode = db.prepare("PRAGMA journal_mode = WAL").get()?.journal_mode;
    if (mode !== "wal") throw new EnergyError("STORE_FAILED", { detail: "its file system cannot share memory (WAL)" });
    db.exec(`PRAGMA synchronous = FULL; PRAGMA journal_size_limit = ${walBytes}`);
    if (check) assertSound(db);
    migrate(db);
    return db;
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}

function assertSound(db: DatabaseSync): void {
  const answer = String(db.prepare("PRAGMA quick_check(1)").get()?.quick_check);
  if (answer !== "ok") throw Object.assign(new Error(answer), { errcode: 11 });
}

function setAside(file: string): string {
  const aside = `${file}.corrupt-${new Date().toISOString().replace(/[:.]/g, "-")}`;
  for (const part of ["", "-wal", "-shm"]) {
    if (existsSync(file + part)) renameSync(file + part, aside + part);
  }
  return aside;
}

/** For queries only. The writer must have opened the file before. */
export function openForReading(file: string): DatabaseSync {
  return new (sqlite().DatabaseSync)(file, { readOnly: true, timeout: 5000 });
}
