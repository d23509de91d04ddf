import { readdirSync } from "node:fs";
import { toEnergyError } from "../lib/contract/error";
import { errorText } from "../lib/red/text";

/** What a benchmark takes from the command line: `--seconds 60` is the number 60 under `seconds`. */
export type Options = Readonly<Record<string, number>>;

/** `npm run bench -- NAME … --OPTION NUMBER …`: runs the named benchmarks (all without a name), one JSON line each. */
async function main(args: readonly string[]): Promise<number> {
  const options: Record<string, number> = {};
  const names: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (!arg.startsWith("--")) names.push(arg);
    else options[arg.slice(2)] = Number(args[++at]);
  }
  const [wrong] = Object.entries(options).find(([, value]) => !Number.isFinite(value)) ?? [];
  if (wrong !== undefined) {
    process.stderr.write(`--${wrong} needs a number.\n`);
    return 2;
  }
  const known = readdirSync(__dirname)
    .filter((file) => /^[a-z-]+\.js$/.test(file) && file !== "run.js")
    .map((file) => file.slice(0, -3));
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(`There is no benchmark ${unknown.join(", ")}. There are: ${known.join(", ")}.\n`);
    return 2;
  }
  for (const name of names.length > 0 ? names : known) {
    try {
      const { run } = require(`./${name}`) as { run(options: Options): Promise<object> };
      process.stdout.write(`${JSON.stringify({ bench: name, node: process.version, ...(await run(options)) })}\n`);
    } catch (thrown) {
      process.stderr.write(`${name}: ${errorText(toEnergyError(thrown), "en-US")}\n`);
      return 1;
    }
  }
  return 0;
}

main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
