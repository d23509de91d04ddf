import type { DatabaseSync } from "node:sqlite";
import { EnergyError } from "../../contract/error";

type Sqlite = typeof import("node:sqlite");

let loaded: Sqlite | undefined;

/**
 * `node:sqlite`, without the warning that it is experimental: nobody who reads the gateway's log can
 * act on it. Call it in worker threads only, whose `process` is their own. Throws NODE_TOO_OLD.
 */
export function sqlite(): Sqlite {
  if (loaded) return loaded;
  const { emitWarning } = process;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    if (rest[0] === "ExperimentalWarning" && String(warning).includes("SQLite")) return;
    (emitWarning as (...args: unknown[]) => void).call(process, warning, ...rest);
  }) as typeof process.emitWarning;
  loaded = process.getBuiltinModule("node:sqlite");
  if (!loaded) throw new EnergyError("NODE_TOO_OLD", { version: process.versions.node });
  return loaded;
}

/** SQLite's primary result code, or undefined for other errors. */
function resultCode(thrown: unknown): number | undefined {
  const code = (thrown as { errcode?: unknown } | undefined)?.errcode;
  return typeof code === "number" ? code & 0xff : undefined;
}

/** SQLITE_CORRUPT, SQLITE_NOTADB. */
export const isDamage = (thrown: unknown): boolean => [11, 26].includes(resultCode(thrown) ?? 0);

/** SQLITE_BUSY, SQLITE_LOCKED. */
export const isLocked = (thrown: unknown): boolean => [5, 6].includes(resultCode(thrown) ?? 0);

/** A thrown thing as STORE_FAILED; our own errors stay what they are. */
export function storeError(thrown: unknown): EnergyError {
  if (thrown instanceof EnergyError) return thrown;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return new EnergyError("STORE_FAILED", { detail }, { cause: thrown });
}

/** Runs `work` in one transaction; when it throws, nothing of it has happened. */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (thrown) {
    // A full disk or a damaged file may have rolled back already.
    if (db.isTransaction) db.exec("ROLLBACK");
    throw thrown;
  }
}
