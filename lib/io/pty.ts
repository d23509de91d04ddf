import { type ChildProcess, spawn } from "node:child_process";
import { constants, existsSync, lstatSync, openSync, readlinkSync, unlinkSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { ReadStream } from "node:tty";
import { EnergyError } from "../contract/error";
import type { ByteStream } from "./rtu-server";

/** Two serial ports that are joined: what is written to one is read from the other. */
export interface Pty {
  /** One of the two ends, without the package serialport: a pty has no baud rate to set. */
  openEnd(path: string): PtyEnd;
  /** Called when the pair is lost before it was closed. */
  onLost(listener: (error: Error) => void): void;
  /** Removes both ends. */
  close(): Promise<void>;
}

export interface PtyEnd extends ByteStream {
  destroy(): void;
}

/** socat ends with its shell's input, so that no pair outlives this process, however that ends. */
const script = `
exec 3<&0
socat -d -d "pty,raw,echo=0,link=$1" "pty,raw,echo=0,link=$2" 3<&- &
pair=$!
(read -r _ <&3; kill $pair) 2>/dev/null &
wait $pair
`;
const notFound = 127;
const startMs = 5_000;
const lookMs = 10;

/**
 * Makes a pair of serial ports at the two paths, by socat. Nothing may be at the paths yet but what such a pair has left. Rejects with
 * PROGRAM_MISSING where there is no socat, and with socat's or the system's reason where a path cannot be made.
 */
export async function openPty(pathA: string, pathB: string): Promise<Pty> {
  for (const path of [pathA, pathB]) {
    if (isLeftOver(path)) unlinkSync(path);
    else if (lstatSync(path, { throwIfNoEntry: false })) throw new Error(`there is already something at ${path}`);
  }
  const child = spawn("/bin/sh", ["-c", script, "sh", pathA, pathB], { stdio: ["pipe", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said = (said + chunk).slice(-2_000);
  });
  const ended = endOf(child, () => reasonOf(said));
  let closed = false;
  let lost: (error: Error) => void = () => {};
  ended.then((error) => {
    if (!closed) lost(error);
  });
  const close = async (): Promise<void> => {
    closed = true;
    child.stdin.end();
    await ended;
  };

  const running = async (): Promise<undefined> => {
    const until = performance.now() + startMs;
    // socat makes both links first and joins them afterwards.
    while (!said.includes("starting data transfer loop")) {
      if (performance.now() > until) throw new Error(`socat does not start: ${reasonOf(said)}`);
      await pause(lookMs);
    }
  };
  const refused = await Promise.race([running(), ended]).catch((error: Error) => error);
  if (refused) {
    await close();
    throw refused;
  }
  return {
    openEnd,
    onLost(listener) {
      lost = listener;
    },
    close,
  };
}

/** Of a pair that went with the machine's power: a link to a terminal that is no more. */
function isLeftOver(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isSymbolicLink() === true && readlinkSync(path).startsWith("/dev/pts/") && !existsSync(path);
}

function openEnd(path: string): PtyEnd {
  const stream = new ReadStream(openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK));
  // The pair is gone: whoever made it is told by it.
  stream.on("error", () => stream.destroy());
  return stream;
}

/** Why the pair is no more, once it is. */
function endOf(child: ChildProcess, reason: () => string): Promise<Error> {
  return new Promise((resolve) => {
    child.once("error", resolve);
    child.once("close", (code) => {
      child.stdin?.destroy();
      const missing = { feature: "A simulated serial line", program: "socat", package: "socat" };
      resolve(code === notFound ? new EnergyError("PROGRAM_MISSING", missing) : new Error(reason()));
    });
  });
}

/** The last thing that socat complained about. */
function reasonOf(said: string): string {
  const lines = said.trim().split("\n");
  const complaint = lines.findLast((line) => / E /.test(line)) ?? lines.at(-1) ?? "";
  return complaint.replace(/^.*?\] [A-Z] /, "") || "socat has ended";
}
