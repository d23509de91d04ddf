// Stands in for gpiomon of libgpiod 1.6 and 2.x: takes their options (and refuses others), and prints what
// they print, as tools/gpiomon.c of both does it. What happens on the line stands in GPIOMON_SCENARIO:
// { version, steps: [{ burst, seconds } | { edges: [["rising" | "falling", ms]] } | { print } | { wait } | { fail }] };
// after the steps it stays until it is ended. Each pulse is counted in the file GPIOMON_LOG.
import { appendFileSync, writeSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";

const { version, steps } = JSON.parse(process.env.GPIOMON_SCENARIO);
const banners = { 1: "gpiomon (libgpiod) v1.6.3\n", 2: "gpiomon v2.2.1 (libgpiod v2.2.1)\n" };
const common = { version: { type: "boolean" }, format: { type: "string" }, bias: { type: "string" } };
const options = {
  1: { ...common, "line-buffered": { type: "boolean" } },
  2: { ...common, chip: { type: "string" }, edges: { type: "string" }, "debounce-period": { type: "string" } },
}[version];
const biases = { 1: ["as-is", "disable", "pull-down", "pull-up"], 2: ["disabled", "pull-down", "pull-up"] }[version];

function die(text) {
  process.stderr.write(`gpiomon: ${text}\n`);
  process.exit(1);
}

const { values, positionals } = parseArgs({ options, allowPositionals: true });
if (values.version) {
  process.stdout.write(banners[version]);
  process.exit(0);
}
if (values.bias !== undefined && !biases.includes(values.bias)) die(`invalid bias: ${values.bias}`);
const [chip, line] = version === 1 ? positionals : [values.chip, positionals[0]];
if (chip === undefined || line === undefined) die("at least one GPIO line must be specified");
if (version === 1 && !values["line-buffered"]) die("the stand-in wants to be line buffered");

/** As the specifiers of each version say; `ns` is the kernel's time stamp, a bigint. */
function formatted(rising, ns) {
  const [seconds, rest] = [ns / 1_000_000_000n, ns % 1_000_000_000n];
  const specifiers = {
    1: { e: rising ? "1" : "0", o: line, s: `${seconds}`, n: `${rest}` },
    2: { e: rising ? "1" : "2", o: line, S: `${seconds}.${`${rest}`.padStart(9, "0")}` },
  }[version];
  return `${values.format.replace(/%(.)/g, (whole, name) => specifiers[name] ?? whole)}\n`;
}

let pulses = 0;
const log = () => {
  if (process.env.GPIOMON_LOG) appendFileSync(process.env.GPIOMON_LOG, `${process.hrtime.bigint()} ${pulses}\n`);
};

/** Line by line in version 1; version 2 flushes after each batch of at most 32 events. */
function print(lines) {
  const size = version === 1 ? 1 : 32;
  for (let at = 0; at < lines.length; at += size) write(lines.slice(at, at + size).join(""));
}

function write(text) {
  let bytes = Buffer.from(text);
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(1, bytes));
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
}

async function burst(hz, seconds) {
  const begin = process.hrtime.bigint();
  const period = BigInt(Math.round(1e9 / hz));
  const all = hz * seconds;
  for (let next = 0; next < all; ) {
    const due = Math.min(all, Number((process.hrtime.bigint() - begin) / period));
    const lines = [];
    for (; next < due; next++) {
      const at = begin + BigInt(next) * period;
      lines.push(formatted(false, at), formatted(true, at + period / 2n));
    }
    print(lines);
    pulses = next;
    log();
    await pause(10);
  }
}

for (const step of steps) {
  if (step.burst) await burst(step.burst, step.seconds);
  else if (step.wait) await pause(step.wait);
  else if (step.print !== undefined) write(step.print);
  else if (step.edges) {
    const now = process.hrtime.bigint();
    print(step.edges.map(([edge, ms]) => formatted(edge === "rising", now + BigInt(Math.round(ms * 1e6)))));
  } else if (step.fail) die(step.fail);
}
setInterval(() => undefined, 60_000);
