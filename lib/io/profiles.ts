import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Profile, parseProfile } from "../acquire/profile";
import { EnergyError } from "../contract/error";

const shippedFolder = join(__dirname, "../../../profiles");
const maxBytes = 1_000_000;
const idPattern = /^[a-z0-9][a-z0-9-]{1,63}$/;

/** The shipped meter profiles and those of an integrator's own folder, which come first. */
export class ProfileLibrary {
  readonly #folders: readonly string[];
  readonly #loaded = new Map<string, Profile>();

  constructor(ownFolder?: string) {
    this.#folders = ownFolder ? [ownFolder, shippedFolder] : [shippedFolder];
  }

  /** By id; nothing is opened for it. */
  ids(): string[] {
    const ids = this.#folders.flatMap(namesIn).filter((id) => idPattern.test(id));
    return [...new Set(ids)].sort();
  }

  /** Throws PROFILE_UNKNOWN for this meter, naming the known ones, or what is wrong with the file. */
  get(id: string, meter: string): Profile {
    const known = this.#loaded.get(id);
    if (known) return known;
    const folder = idPattern.test(id) ? this.#folders.find((candidate) => namesIn(candidate).includes(id)) : undefined;
    if (folder === undefined) {
      throw new EnergyError("PROFILE_UNKNOWN", { profile: id, meter, known: this.ids().join(", ") });
    }
    const profile = parseProfile(readJson(join(folder, `${id}.json`), id), id);
    if (profile.id !== id) {
      throw new EnergyError("PROFILE_INVALID", { profile: id, place: "id", detail: `must be "${id}", as the file` });
    }
    this.#loaded.set(id, profile);
    return profile;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .map((name) => name.slice(0, -".json".length));
  } catch (error) {
    // An integrator need not have a folder of their own.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function readJson(file: string, profile: string): unknown {
  try {
    if (statSync(file).size > maxBytes) throw new Error(`larger than ${maxBytes} bytes`);
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new EnergyError(
      "PROFILE_INVALID",
      { profile, place: "", detail: (error as Error).message },
      { cause: error },
    );
  }
}
