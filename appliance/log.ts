import { inspect } from "node:util";
import { LogFile } from "../lib/io/log-file";

/** An entry of Node-RED's log. */
interface LogEntry {
  readonly level: number;
  readonly timestamp: number;
  readonly msg: unknown;
  readonly type?: string;
  readonly name?: string;
  readonly id?: string;
}

/** Warnings of Node-RED that are as they should be here, and would only worry a newcomer. */
const expected = /^(Projects disabled|Encrypted credentials not found)/;

const errorLevel = 20;
const warnLevel = 30;

/** Node-RED's `logging`: everything into a file, what somebody should know on the console as well. */
export function gatewayLogging(file: string): object {
  const log = new LogFile(file);
  const write = (entry: LogEntry): void => {
    log.write(`${new Date(entry.timestamp).toISOString()} ${levelName(entry.level)} ${textOf(entry)}`);
  };
  const show = (entry: LogEntry): void => {
    const text = textOf(entry);
    if (!expected.test(text)) console.error(`${levelName(entry.level)}: ${text}`);
  };
  // What Node.js has to say about its own modules (SQLite is called experimental) is for the log.
  process.removeAllListeners("warning");
  process.on("warning", (warning) => log.write(`${new Date().toISOString()} warning ${warning.message}`));
  return {
    file: { level: "info", handler: () => write },
    console: { level: "warn", handler: () => show },
  };
}

function levelName(level: number): string {
  if (level <= errorLevel) return "error";
  return level === warnLevel ? "warning" : "info";
}

function textOf({ msg, type, name, id }: LogEntry): string {
  const text =
    msg instanceof Error
      ? msg.message
      : typeof msg === "string"
        ? msg
        : inspect(msg, { breakLength: Number.POSITIVE_INFINITY });
  return type ? `[${type}: ${name || id}] ${text}` : text;
}
