import { readFileSync, statSync } from "node:fs";
import { EnergyError } from "../contract/error";

const maxBytes = 5_000_000;

/** The parsed JSON of a site model file, or undefined where there is none. Throws SITE_UNREADABLE, SITE_INVALID. */
export function readSiteFile(file: string): unknown {
  let text: string;
  try {
    const { size } = statSync(file);
    if (size > maxBytes)
      throw new EnergyError("SITE_INVALID", { file, place: "", detail: `larger than ${maxBytes} bytes` });
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof EnergyError) throw error;
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new EnergyError("SITE_UNREADABLE", { file, detail: (error as Error).message }, { cause: error });
  }
  return parseSiteText(text, file);
}

/** JSON with an error that says where the comma is missing. A byte-order mark from Windows editors is fine. */
export function parseSiteText(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new EnergyError("SITE_INVALID", { file, place: "JSON", detail: (error as Error).message }, { cause: error });
  }
}
