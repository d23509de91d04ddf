import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import type { Context } from "mocha";
import { eventually } from "./eventually.ts";
import { needProgram } from "./needs.ts";
import { freePort } from "./ports.ts";

/** An OpenSSH server for SFTP with keys of its own, on a free port of 127.0.0.1. */
export class SshServer {
  readonly folder = mkdtempSync(join(tmpdir(), "energy-sftp-"));
  /** Where documents are to arrive. */
  readonly inbox = join(this.folder, "inbox");
  readonly user = userInfo().username;
  readonly port: number;
  #process: ChildProcess | undefined;

  private constructor(port: number) {
    this.port = port;
  }

  static async start(context: Context): Promise<SshServer> {
    const program = needProgram(context, "sshd", "openssh-server");
    const server = new SshServer(await freePort());
    mkdirSync(server.inbox);
    // Root's sshd wants this empty folder, which its service unit makes at a boot.
    if (userInfo().uid === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
    for (const name of ["host", "user", "other"]) {
      execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(server.folder, name)]);
    }
    copyFileSync(join(server.folder, "user.pub"), join(server.folder, "authorized_keys"));
    writeFileSync(join(server.folder, "sshd_config"), server.#settings());
    await server.run(program);
    return server;
  }

  async run(program = "/usr/sbin/sshd"): Promise<void> {
    this.#process = spawn(program, ["-D", "-e", "-f", join(this.folder, "sshd_config")], { stdio: "ignore" });
    await eventually(() => answers(this.port));
  }

  /** In the form of OpenSSH, of one of the keys `host` and `other`. */
  fingerprint(name = "host"): string {
    const said = execFileSync("ssh-keygen", ["-lf", join(this.folder, `${name}.pub`)], { encoding: "utf8" });
    return said.split(" ")[1] ?? "";
  }

  privateKey(name = "user"): string {
    return readFileSync(join(this.folder, name), "utf8");
  }

  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null) return;
    const over = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGTERM");
    await over;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #settings(): string {
    const at = (name: string): string => join(this.folder, name);
    return [
      `Port ${this.port}`,
      "ListenAddress 127.0.0.1",
      `HostKey ${at("host")}`,
      `PidFile ${at("sshd.pid")}`,
      `AuthorizedKeysFile ${at("authorized_keys")}`,
      "StrictModes no",
      "UsePAM no",
      "PasswordAuthentication no",
      "Subsystem sftp internal-sftp",
      "",
    ].join("\n");
  }
}

function answers(port: number): Promise<true> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    socket.setTimeout(2000, () => socket.destroy(new Error("silent")));
    socket.once("error", reject);
    socket.once("data", (data) => {
      socket.destroy();
      if (data.toString().startsWith("SSH-2.0-OpenSSH")) resolve(true);
      else reject(new Error("not the server that was started"));
    });
  });
}
