import { readdirSync } from "node:fs";
import { toEnergyError } from "../lib/contract/error";
import { errorText } from "../lib/red/text";

/** `npm run bench -- NAME …`: runs the named benchmarks (all without a name), one JSON line each. */
async function main(names: readonly string[]): Promise<number> {
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
      const { run } = require(`./${name}`) as { run(): Promise<object> };
      process.stdout.write(`${JSON.stringify({ bench: name, node: process.version, ...(await run()) })}\n`);
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
