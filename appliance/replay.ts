import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { EnergyError, toEnergyError } from "../lib/contract/error";
import { errorText } from "../lib/red/text";
import { Replay, type ReplayLine } from "../lib/step/replay";
import { stepModules } from "../lib/step/step-modules";

export const replayUsage = "npm run replay -- NODE --config FILE < messages.jsonl";

/** Runs a node's logic over recorded messages; exit code 0 at the end of the input, 2 when it cannot begin. */
export async function replayCommand(args: readonly string[]): Promise<number> {
  let replay: Replay<unknown, unknown>;
  try {
    replay = openReplay(args);
  } catch (thrown) {
    await write(lineOf({ at: 0, error: toEnergyError(thrown) }));
    return 2;
  }
  for await (const text of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (text.trim() === "") continue;
    let output = "";
    for (const line of replay.line(text)) output += lineOf(line);
    if (output !== "") await write(output);
  }
  return 0;
}

function openReplay(args: readonly string[]): Replay<unknown, unknown> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { config: { type: "string" } },
  });
  const [name = ""] = positionals;
  const module = stepModules.get(name);
  if (!module) {
    const detail = `there is no node "${name}" to replay; there are ${[...stepModules.keys()].join(", ")}. Usage: ${replayUsage}`;
    throw new EnergyError("CONFIG_INVALID", { place: "NODE", detail });
  }
  return new Replay(module, values.config === undefined ? {} : readConfig(values.config));
}

function readConfig(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new EnergyError("CONFIG_INVALID", { place: file, detail: (cause as Error).message }, { cause });
  }
}

function lineOf(line: ReplayLine): string {
  if (!("error" in line)) return `${JSON.stringify(line)}\n`;
  const { code } = line.error;
  return `${JSON.stringify({ at: line.at, error: { code, message: errorText(line.error, "en-US") } })}\n`;
}

async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, "drain");
}
