import { readFileSync, statSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { EnergyError } from "../contract/error";

const maxBytes = 1_000_000;

/** Where a scenario stands: nowhere, as JSON text, or in a file below the data folder. */
export interface ScenarioSource {
  readonly scenarioType?: "none" | "json" | "file";
  /** The text, or the file's name. */
  readonly scenario?: string;
}

/** The JSON of a scenario; undefined where there is none. `home` is the data folder. Throws SCENARIO_INVALID. */
export function readScenario({ scenarioType = "none", scenario = "" }: ScenarioSource, home: string): unknown {
  if (scenarioType === "none") return undefined;
  return scenarioType === "file" ? readFile(home, scenario) : parseText(scenario, "scenario");
}

function readFile(home: string, name: string): unknown {
  const file = resolve(home, name);
  const inside = relative(resolve(home), file);
  if (inside === ".." || inside.startsWith(`..${sep}`)) throw invalid(name, `must be a file below ${home}`);
  let text: string;
  try {
    if (statSync(file).size > maxBytes) throw invalid(name, `is larger than ${maxBytes} bytes`);
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof EnergyError) throw error;
    throw invalid(name, `cannot be read (${(error as NodeJS.ErrnoException).code})`, error);
  }
  return parseText(text, name);
}

/** `place` is what the text is: a file's name, a field of a dialog. */
function parseText(text: string, place: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw invalid(place, (error as Error).message, error);
  }
}

function invalid(place: string, detail: string, cause?: unknown): EnergyError {
  return new EnergyError("SCENARIO_INVALID", { place, detail }, { cause });
}
