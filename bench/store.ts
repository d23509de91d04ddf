import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { Reading } from "../lib/contract/messages";
import { openJournal } from "../lib/io/store/journal-file";
import { openStore } from "../lib/io/store/open-store";
import { transaction } from "../lib/io/store/sqlite";
import { rowOf } from "../lib/store/record-row";
import type { Store } from "../lib/store/store";

const meters = 50;
const perCommit = 100;
const commits = 600;
/** Commits under way at once: with two each is a transaction of its own, with eight they share some. */
const lanes = { alone: 2, grouped: 8 };
const rounds = 3;
const start = Date.UTC(2026, 2, 1);

/**
 * Durable ingest, 100 readings a commit, beside bare `node:sqlite` writing the same rows into the same
 * tables with the same settings in as many transactions; rounds take turns. `grouped`: with so many
 * commits under way that group commit makes fewer transactions of them.
 */
export async function run(): Promise<object> {
  const batches = Array.from({ length: commits }, (_, n) => batchOf(n));
  const payloadBytes = batches.flat().reduce((sum, reading) => sum + JSON.stringify(reading).length, 0);
  const rows = commits * perCommit;
  let bareMs = Number.POSITIVE_INFINITY;
  let aloneMs = Number.POSITIVE_INFINITY;
  let groupedMs = Number.POSITIVE_INFINITY;
  let bytes = 0;
  for (let round = 0; round < rounds; round++) {
    bareMs = Math.min(bareMs, await inFolder(async (file) => bare(file, batches)));
    const alone = await inFolder((file) => ingest(file, batches, lanes.alone));
    const grouped = await inFolder((file) => ingest(file, batches, lanes.grouped));
    aloneMs = Math.min(aloneMs, alone.ms);
    groupedMs = Math.min(groupedMs, grouped.ms);
    bytes = alone.bytes;
  }
  return {
    rowsPerSecond: Math.round((rows * 1000) / aloneMs),
    bareRowsPerSecond: Math.round((rows * 1000) / bareMs),
    ofBare: round2(bareMs / aloneMs),
    groupedOfBare: round2(bareMs / groupedMs),
    bytesPerPayloadByte: round2(bytes / payloadBytes),
  };
}

const round2 = (value: number): number => Math.round(value * 100) / 100;

async function inFolder<T>(work: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "energy-bench-"));
  try {
    return await work(join(folder, "journal.db"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function batchOf(n: number): Reading[] {
  return Array.from({ length: perCommit }, (_, index) => {
    const at = start + (n * (perCommit / meters) + Math.floor(index / meters)) * 1000;
    const power = Math.fround(40 + 20 * Math.sin(n + index));
    return {
      kind: "reading",
      site: "works",
      meter: `meter-${index % meters}`,
      at,
      values: {
        active_power: power,
        active_energy_import: 120_000 + n * 0.25 + index,
        voltage_l1: 230.4,
        voltage_l2: 229.8,
        voltage_l3: 231.1,
        current_l1: Math.round(power * 150) / 100,
        power_factor: 0.94,
        frequency: 50.01,
      },
      quality: "good",
    };
  });
}

/** Only what any program must do: the row and the statement; schema checks and threads are ours. */
function bare(file: string, batches: readonly Reading[][]): number {
  const { db, close } = openJournal(file, false);
  const ids = new Map<string, number>();
  const insert = db.prepare(
    "INSERT INTO journal (series, at, version, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
  );
  const rows = batches.map((batch) => batch.map(rowOf));
  for (const { series } of rows[0] ?? []) ids.set(series, ids.get(series) ?? seriesId(db, series));
  const begun = performance.now();
  for (const batch of rows) {
    transaction(db, () => {
      for (const { series, at, version, body } of batch) insert.run(ids.get(series) ?? 0, at, version, body);
    });
  }
  const ms = performance.now() - begun;
  close();
  return ms;
}

function seriesId(db: DatabaseSync, meter: string): number {
  const sql =
    "INSERT INTO series (site, meter, kind, step, quantity) VALUES ('works', ?, 'reading', '', '') RETURNING id";
  return Number(db.prepare(sql).get(meter)?.id);
}

async function ingest(
  file: string,
  batches: readonly Reading[][],
  inFlight: number,
): Promise<{ ms: number; bytes: number }> {
  const { store, release } = openStore(file, { maxAgeDays: 36_500, maxBytes: 1e12 });
  await store.gauges();
  const begun = performance.now();
  await Promise.all(Array.from({ length: inFlight }, (_, lane) => commitLane(store, batches, lane, inFlight)));
  const ms = performance.now() - begun;
  await release();
  return { ms, bytes: statSync(file).size };
}

async function commitLane(store: Store, batches: readonly Reading[][], first: number, step: number): Promise<void> {
  for (let n = first; n < batches.length; n += step) await store.commit({ records: batches[n] as Reading[] });
}
