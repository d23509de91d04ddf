import assert from "node:assert/strict";
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPty, type Pty } from "../../dist/lib/io/pty.js";
import { needProgram } from "../support/needs.ts";
import { until } from "../support/until.ts";

/** The process that makes the pair in this folder. */
function socatOf(folder: string): number {
  const commandOf = (pid: string): string => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8");
    } catch {
      // It has ended meanwhile.
      return "";
    }
  };
  const own = readdirSync("/proc").find(
    (pid) => /^\d+$/.test(pid) && new RegExp(`^socat.*${folder}`).test(commandOf(pid)),
  );
  assert.ok(own, "socat is running");
  return Number(own);
}

describe("a pair of serial ports", () => {
  let folder: string;
  let pty: Pty | undefined;
  const at = (name: string): string => join(folder, name);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "pty-"));
  });
  afterEach(async () => {
    await pty?.close();
    pty = undefined;
    rmSync(folder, { recursive: true });
  });

  it("carries every byte both ways, control characters too, and leaves nothing behind", async function () {
    needProgram(this, "socat", "socat");
    pty = await openPty(at("a"), at("b"));
    const [a, b] = [pty.openEnd(at("a")), pty.openEnd(at("b"))];
    const bytes = Array.from({ length: 256 }, (_, n) => n);
    const received = { a: [] as number[], b: [] as number[] };
    a.on("data", (chunk) => received.a.push(...chunk));
    b.on("data", (chunk) => received.b.push(...chunk));
    a.write(Uint8Array.from(bytes));
    b.write(Uint8Array.from(bytes));
    await until(() => received.a.length === 256 && received.b.length === 256);
    assert.deepEqual(received, { a: bytes, b: bytes });
    a.destroy();
    b.destroy();
    await pty.close();
    assert.equal(existsSync(at("a")) || existsSync(at("b")), false);
  });

  it("is never made over something that exists, be it a link to nowhere", async () => {
    writeFileSync(at("file"), "precious");
    symlinkSync("/nowhere", at("link"));
    for (const name of ["file", "link"]) {
      await assert.rejects(openPty(at(name), at("b")), new RegExp(`already something at .*${name}`));
    }
    assert.equal(lstatSync(at("link")).isSymbolicLink(), true);
  });

  it("takes the place of what one has left that went with the machine's power", async function () {
    needProgram(this, "socat", "socat");
    for (const name of ["a", "b"]) symlinkSync("/dev/pts/987654", at(name));
    pty = await openPty(at("a"), at("b"));
    assert.equal(existsSync(at("a")) && existsSync(at("b")), true);
  });

  it("says so when it is lost", async function () {
    needProgram(this, "socat", "socat");
    pty = await openPty(at("a"), at("b"));
    const lost = new Promise<Error>((resolve) => pty?.onLost(resolve));
    process.kill(socatOf(folder), "SIGKILL");
    assert.ok((await lost) instanceof Error);
  });

  it("says why it cannot be made", async function () {
    needProgram(this, "socat", "socat");
    await assert.rejects(openPty(at("no/such/folder"), at("b")), /No such file or directory/);
  });

  it("names socat where that is missing", async () => {
    const path = process.env.PATH;
    process.env.PATH = folder;
    try {
      const missing = { feature: "A simulated serial line", program: "socat", package: "socat" };
      await assert.rejects(openPty(at("a"), at("b")), { code: "PROGRAM_MISSING", params: missing });
    } finally {
      process.env.PATH = path;
    }
  });
});
