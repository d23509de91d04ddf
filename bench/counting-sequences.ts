import { execFile } from "node:child_process";
import { randomInt } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Options } from "./run";

interface Found {
  readonly sequences: number;
  readonly intervals: number;
  readonly open: number;
  readonly wrong: number;
  readonly wrongQuality: number;
  readonly examples: readonly string[];
}

const script = join(__dirname, "..", "..", "test", "support", "count-sequences.ts");
const quiet = ["--disable-warning=ExperimentalWarning", "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"];
/** Seeds of each of two processes are far apart, so that none is counted twice. */
const processes = 2;
const apart = 1_000_000_000;
const chunk = 20_000;

/**
 * The nightly form of `counting-property.test.ts`: `--count` generated registers (a million) in two processes, from
 * `--seed` on. `wrong`: amounts that are not what they must be; `wrongQuality`: measured where only a bound is known, or
 * estimated where everything is; `undeterminedShare`: intervals in which readings leave open what happened.
 */
export async function run({ count = 1_000_000, seed = randomInt(2 ** 20) }: Options): Promise<object> {
  const begun = performance.now();
  const found = await Promise.all(
    Array.from({ length: processes }, (_, n) => countAll(seed + n * apart, Math.ceil(count / processes))),
  );
  const sum = (name: Exclude<keyof Found, "examples">): number =>
    found.flat().reduce((total, each) => total + each[name], 0);
  return {
    seed,
    sequences: sum("sequences"),
    intervals: sum("intervals"),
    wrong: sum("wrong"),
    wrongQuality: sum("wrongQuality"),
    undeterminedShare: Math.round((1000 * sum("open")) / sum("intervals")) / 1000,
    seconds: Math.round((performance.now() - begun) / 1000),
    examples: found
      .flat()
      .flatMap(({ examples }) => examples)
      .slice(0, 20),
  };
}

/** In pieces, with a line on the standard error after each, so that a night's run can be watched. */
async function countAll(seed: number, count: number): Promise<Found[]> {
  const found: Found[] = [];
  for (let done = 0; done < count; done += chunk) {
    const args = [...quiet, script, String(seed + done), String(Math.min(chunk, count - done))];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const piece = JSON.parse(stdout) as Found;
    found.push(piece);
    process.stderr.write(`seed ${seed + done}: ${stdout}\n`);
  }
  return found;
}
