import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseProfile } from "../acquire/parse-profile";
import type { Profile } from "../acquire/profile";
import { EnergyError } from "../contract/error";
import { nearest } from "../contract/nearest";

const shippedFolder = join(__dirname, "../../../profiles");
const maxBytes = 1_000_000;
const idPattern = /^[a-z0-9][a-z0-9-]{1,63}$/;

interface Loaded {
  /** Of the file when it was read: an edited profile takes effect at the next deployment. */
  readonly modifiedMs: number;
  readonly profile: Profile;
}

const loaded = new Map<string, Loaded>();

/** Ids of the shipped profiles and of those in `$ENERGY_HOME/profiles`; no file is opened for it. */
export function profileIds(): string[] {
  return [...new Set(folders().flatMap(idsIn))].sort();
}

/**
 * A profile by its id, an integrator's own before a shipped one. Throws PROFILE_UNKNOWN for this
 * meter, naming the known ones, or PROFILE_INVALID with what is wrong in the file.
 */
export function profileFor(id: string, meter: string): Profile {
  const folder = folders().find((candidate) => idsIn(candidate).includes(id));
  if (folder === undefined) {
    throw unknownProfile(id, meter);
  }
  return load(join(folder, `${id}.json`), id);
}

/** With the ids that are most alike, or all where none is. */
function unknownProfile(id: string, meter: string): EnergyError {
  const known = profileIds();
  const alike = nearest(id, known);
  return new EnergyError("PROFILE_UNKNOWN", {
    profile: id,
    meter,
    known: (alike.length > 0 ? alike : known).join(", "),
  });
}

/** The text of a profile's file, to begin an own one with. Throws PROFILE_UNKNOWN. */
export function profileFileOf(id: string): string {
  const folder = folders().find((candidate) => idsIn(candidate).includes(id));
  if (folder === undefined) {
    throw unknownProfile(id, "");
  }
  return readFileSync(join(folder, `${id}.json`), "utf8");
}

/** A profile that an integrator wrote into a node. Throws PROFILE_INVALID with the place, and what would be right. */
export function ownProfile(text: string): Profile {
  const name = "own";
  try {
    if (text.length > maxBytes) throw new Error(`longer than ${maxBytes} characters`);
    return parseProfile(JSON.parse(text), name);
  } catch (error) {
    if (error instanceof EnergyError) throw error;
    throw new EnergyError("PROFILE_INVALID", { profile: name, place: "JSON", detail: (error as Error).message });
  }
}

function folders(): string[] {
  const home = process.env.ENERGY_HOME;
  return home ? [join(home, "profiles"), shippedFolder] : [shippedFolder];
}

function idsIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .map((name) => name.slice(0, -".json".length))
      .filter((id) => idPattern.test(id));
  } catch (error) {
    // An integrator need not have a folder of their own.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function load(file: string, id: string): Profile {
  try {
    const { size, mtimeMs } = statSync(file);
    const known = loaded.get(file);
    if (known?.modifiedMs === mtimeMs) return known.profile;
    if (size > maxBytes) throw new Error(`larger than ${maxBytes} bytes`);
    const profile = parseProfile(JSON.parse(readFileSync(file, "utf8")), id);
    if (profile.id !== id) throw new Error(`its id is "${profile.id}", not that of its file`);
    loaded.set(file, { modifiedMs: mtimeMs, profile });
    return profile;
  } catch (error) {
    if (error instanceof EnergyError) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    throw new EnergyError("PROFILE_INVALID", { profile: id, place: "the file", detail }, { cause: error });
  }
}
