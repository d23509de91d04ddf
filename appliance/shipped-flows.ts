import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomic } from "../lib/io/atomic-file";

export type FlowsOutcome = "written" | "unchanged" | "kept";

/**
 * Puts the shipped flows, one file a tab, into the data folder as the one file that Node-RED reads. Flows
 * that the user has edited since are theirs: they are `kept`, also when newer ones are shipped.
 */
export function shipFlows(flowsFolder: string, home: string): FlowsOutcome {
  const target = join(home, "flows.json");
  const stamp = join(home, "flows.shipped");
  const shipped = composeFlows(flowsFolder);
  const present = textOf(target);
  if (present !== undefined && digest(present) !== textOf(stamp)?.trim()) return "kept";
  if (present === shipped) return "unchanged";
  writeFileAtomic(target, shipped, 0o600);
  writeFileAtomic(stamp, `${digest(shipped)}\n`, 0o600);
  return "written";
}

interface FlowNode {
  readonly type: string;
  readonly label?: string;
}

function composeFlows(folder: string): string {
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  const tabs = files.sort().map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as FlowNode[]);
  // The editor shows tabs in the file's order; their labels are numbered.
  const label = (nodes: readonly FlowNode[]): string => nodes.find(({ type }) => type === "tab")?.label ?? "";
  const nodes = tabs.sort((a, b) => label(a).localeCompare(label(b))).flat();
  return `${JSON.stringify(nodes, null, 2)}\n`;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
