import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeFileAtomic } from "./atomic-file";

/** A site model as it was saved; `by` is absent where somebody edited the file itself. */
interface SiteVersion {
  readonly savedAt: string;
  readonly by?: string;
  readonly model: object;
}

const versionsKept = 500;
const folderOf = (file: string): string => join(dirname(file), "site-versions");

/** Keeps a version of a site model's file beside it, in `site-versions`, named by when it was saved (ms UTC). */
export function keepVersion(file: string, model: object, by: string | undefined, at: number): void {
  const folder = folderOf(file);
  const savedAt = new Date(at).toISOString();
  const version: SiteVersion = { savedAt, ...(by !== undefined && { by }), model };
  mkdirSync(folder, { recursive: true });
  writeFileAtomic(
    join(folder, `${savedAt.replace(/[:.]/g, "-")}.json`),
    `${JSON.stringify(version, undefined, 2)}\n`,
    0o640,
  );
  for (const old of versionsIn(folder).slice(0, -versionsKept)) rmSync(join(folder, old), { force: true });
}

/** Keeps what stands in the file, unless it is the newest version: an edit by hand must not be lost to the next change. */
export function keepFormer(file: string, model: object, now: number): void {
  const changed = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (changed === undefined || JSON.stringify(newestIn(folderOf(file))) === JSON.stringify(model)) return;
  keepVersion(file, model, undefined, Math.min(Math.floor(changed), now - 1));
}

function newestIn(folder: string): object | undefined {
  try {
    const newest = versionsIn(folder).at(-1);
    if (newest !== undefined) return (JSON.parse(readFileSync(join(folder, newest), "utf8")) as SiteVersion).model;
  } catch {
    // There is none yet, or it cannot be read: what stands in the file is kept then.
  }
  return undefined;
}

/** Their names, the oldest first. */
const versionsIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort();
