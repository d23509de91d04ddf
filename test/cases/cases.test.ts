import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Replay } from "../../dist/lib/step/replay.js";
import { stepModules } from "../../dist/lib/step/step-modules.js";

/**
 * Golden cases: `<node>/<case>/config.json`, `messages.jsonl` and what comes out, `expected.jsonl`. They
 * run through the same code as `npm run replay`. UPDATE_CASES=1 writes what comes out; read the diff.
 */
const folder = import.meta.dirname;

function run(node: string, directory: string): object[] {
  const read = (name: string): string => readFileSync(join(directory, name), "utf8");
  const module = stepModules.get(node);
  assert.ok(module, `there is no node ${node}`);
  const lines: object[] = [];
  const fail = (at: number, error: { code: string; params: object }) => ({ at, error: { code: error.code, params: error.params } });
  let replay: Replay<unknown, unknown>;
  try {
    replay = new Replay(module, JSON.parse(read("config.json")));
  } catch (error) {
    return [fail(0, error as { code: string; params: object })];
  }
  for (const text of read("messages.jsonl").split("\n").filter(Boolean)) {
    for (const line of replay.line(text)) lines.push("error" in line ? fail(line.at, line.error) : line);
  }
  return lines;
}

for (const node of readdirSync(folder).filter((name) => !name.includes("."))) {
  describe(`cases of ${node}`, () => {
    for (const name of readdirSync(join(folder, node))) {
      it(name.replaceAll("-", " "), () => {
        const directory = join(folder, node, name);
        const lines = run(node, directory).map((line) => JSON.stringify(line));
        const file = join(directory, "expected.jsonl");
        if (process.env.UPDATE_CASES) writeFileSync(file, lines.map((line) => `${line}\n`).join(""));
        assert.ok(existsSync(file), "expected.jsonl is missing");
        assert.deepEqual(lines, readFileSync(file, "utf8").split("\n").filter(Boolean));
        assert.ok(lines.length > 0, "a case must bring something out");
      });
    }
  });
}
