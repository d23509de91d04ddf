import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { EnergyError } from "../contract/error";
import { type ParsedSite, parseSite } from "../site/parse-site";
import { writeFileAtomic } from "./atomic-file";

/** The parts of a site model that can be changed while the plant runs: what is watched, and who is told. */
type EditablePart = "alerting" | "recipients" | "rules";

export interface SiteEdit {
  /** Who changes it, for the version's record. */
  readonly by: string;
  readonly parts: Readonly<Partial<Record<EditablePart, unknown>>>;
}

const versionsKept = 500;

/**
 * Writes a site model with some parts changed: as a whole or not at all, with every version kept beside it in
 * `site-versions`, named by when it was saved. `raw`: the model as it is written. Throws SITE_INVALID or SITE_ITEM_INVALID
 * for the first mistake in a changed part, and SITE_UNREADABLE where the file cannot be written.
 */
export function editSiteFile(file: string, raw: object, { by, parts }: SiteEdit, now: number): ParsedSite {
  const changed = { ...raw, ...parts };
  const parsed = parseSite(changed);
  const mistake = parsed.problems.find(({ params }) =>
    Object.keys(parts).some((part) => String(params.place).split("/")[0] === part),
  );
  if (mistake) throw mistake;
  try {
    keepVersion(file, { savedAt: new Date(now).toISOString(), by, model: changed }, now);
    writeFileAtomic(file, `${JSON.stringify(changed, undefined, 2)}\n`, 0o640);
  } catch (cause) {
    throw new EnergyError("SITE_UNREADABLE", { file, detail: (cause as Error).message }, { cause });
  }
  return parsed;
}

function keepVersion(file: string, version: object, now: number): void {
  const folder = join(dirname(file), "site-versions");
  mkdirSync(folder, { recursive: true });
  const name = `${new Date(now).toISOString().replace(/[:.]/g, "-")}.json`;
  writeFileAtomic(join(folder, name), `${JSON.stringify(version, undefined, 2)}\n`, 0o640);
  const kept = readdirSync(folder).filter((one) => one.endsWith(".json"));
  for (const old of kept.sort().slice(0, -versionsKept)) rmSync(join(folder, old), { force: true });
}
