import { EnergyError, type ErrorParams } from "../contract/error";
import { type ParsedSite, parseSite } from "../site/parse-site";
import { isWatching, type Watching, type WrittenWatching, watchingOf } from "../site/watching";
import { writeFileAtomic } from "./atomic-file";
import { sha256 } from "./erp/sha256";
import { keepFormer, keepVersion } from "./site-versions";

export interface SiteEdit {
  /** Who changes it, for the version's record. */
  readonly by: string;
  readonly parts: Partial<Watching>;
}

/**
 * Writes a site model with some parts changed: as a whole or not at all, with every version kept beside it.
 * `raw`: the model as it is written. Throws SITE_INVALID or SITE_ITEM_INVALID
 * for the first mistake in a changed part, and SITE_UNREADABLE where the file cannot be written.
 */
export function editSiteFile(file: string, raw: object, { by, parts }: SiteEdit, now: number): ParsedSite {
  const changed = { ...raw, ...parts };
  const parsed = parseSite(changed);
  const mistake = parsed.problems.find(({ params }) => Object.hasOwn(parts, partOf(params)));
  if (mistake) throw mistake;
  // Who is taken out of the recipients must not be missed by a policy that nobody looked at.
  const before = new Set(parseSite(raw).problems.map(({ params }) => params.place));
  const consequence = parsed.problems.find(({ params }) => isWatching(partOf(params)) && !before.has(params.place));
  if (consequence) throw consequence;
  try {
    keepFormer(file, raw, now);
    keepVersion(file, changed, by, now);
    writeFileAtomic(file, `${JSON.stringify(changed, undefined, 2)}\n`, 0o640);
  } catch (cause) {
    throw new EnergyError("SITE_UNREADABLE", { file, detail: (cause as Error).message }, { cause });
  }
  return parsed;
}

const partOf = ({ place }: ErrorParams): string => String(place).split("/")[0] as string;

/** What is written of what can be changed, and the digest by which a later change says what it is about. */
export function writtenWatching(raw: unknown): WrittenWatching {
  const watching = watchingOf(raw);
  return { watching, etag: sha256(JSON.stringify(watching)).slice(0, 32) };
}
