#!/usr/bin/env node
import { toEnergyError } from "../lib/contract/error";
import { errorText, languageOf } from "../lib/red/text";

interface Command {
  readonly usage: string;
  readonly does: string;
  /** Resolves to the exit code, or to nothing while the process goes on. */
  run(args: readonly string[]): Promise<number | undefined>;
}

/** Each is loaded when it is asked for: a replay has no use for Node-RED. */
const commands: Readonly<Record<string, Command>> = {
  start: {
    usage: "start",
    does: "runs the gateway: editor, dashboard and HTTP interface",
    run: async () => (await import("./start.js")).startCommand(),
  },
  password: {
    usage: "password",
    does: "sets a new administrator's password and prints it",
    run: async () => (await import("./password.js")).passwordCommand(),
  },
  replay: {
    usage: "replay NODE --config FILE",
    does: "runs a node's logic over recorded messages from standard input",
    run: async (args) => (await import("./replay.js")).replayCommand(args),
  },
  help: {
    usage: "help",
    does: "prints this",
    run: async () => {
      console.log(help());
      return 0;
    },
  },
};

function help(): string {
  const width = Math.max(...Object.values(commands).map(({ usage }) => usage.length));
  const lines = Object.values(commands).map(({ usage, does }) => `  ${usage.padEnd(width)}  ${does}`);
  return ["Usage: energy-gateway COMMAND", "", ...lines].join("\n");
}

async function main([name = "help", ...args]: readonly string[]): Promise<number | undefined> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    console.error(`There is no command "${name}".\n\n${help()}`);
    return 2;
  }
  try {
    return await command.run(args);
  } catch (thrown) {
    console.error(errorText(toEnergyError(thrown), languageOf(process.env.ENERGY_LANGUAGE)));
    return 1;
  }
}

main(process.argv.slice(2)).then((code) => {
  if (code !== undefined) process.exitCode = code;
});
