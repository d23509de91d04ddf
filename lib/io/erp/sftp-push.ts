import { createHash } from "node:crypto";
import { posix } from "node:path";
import { EnergyError } from "../../contract/error";
import type { Shipment } from "../../erp/shipment";
import { type PushTarget, reasonOf, unreachable } from "./push-target";

export interface SftpPushConfig {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** `SHA256:…`, as `ssh-keygen -lf` shows it. Nothing is sent to a host with another key. */
  readonly hostKey: string;
  readonly password?: string;
  /** In OpenSSH's or PEM form. */
  readonly privateKey?: string;
  /** Folder on the host; it must exist. */
  readonly folder: string;
}

/** What is used of the package `ssh2-sftp-client`, which brings no types. */
interface SftpClient {
  connect(options: object): Promise<unknown>;
  put(body: Buffer, path: string): Promise<unknown>;
  rename(from: string, to: string): Promise<unknown>;
  posixRename(from: string, to: string): Promise<unknown>;
  delete(path: string, noErrorOk: boolean): Promise<unknown>;
  exists(path: string): Promise<false | string>;
  on(event: "error", listener: (error: Error) => void): void;
  end(): Promise<unknown>;
}

const connectMs = 20_000;

/** Uploads each document under a name of its own and renames it, so that no half file carries the name. */
export class SftpPush implements PushTarget {
  readonly name: string;
  readonly #config: SftpPushConfig;

  constructor(config: SftpPushConfig) {
    this.#config = config;
    this.name = `sftp://${config.host}:${config.port}${posix.resolve("/", config.folder)}`;
  }

  async send({ filename, body }: Shipment, end: AbortSignal): Promise<string> {
    const client = newClient();
    const file = posix.join(this.#config.folder, filename);
    const temporary = posix.join(this.#config.folder, `.${filename}.part`);
    const host = { key: "" };
    // Also said by the rejected call; without a listener it would end the program.
    client.on("error", () => undefined);
    const breakOff = (): void => void client.end().catch(() => undefined);
    end.addEventListener("abort", breakOff);
    try {
      await client.connect(this.#options(host));
      await client.put(Buffer.from(body), temporary);
      await renamed(client, temporary, file);
      return file;
    } catch (thrown) {
      throw this.#errorOf(thrown, host.key);
    } finally {
      end.removeEventListener("abort", breakOff);
      await client.end().catch(() => undefined);
    }
  }

  #options(host: { key: string }): object {
    const { host: name, port, user, password, privateKey, hostKey } = this.#config;
    return {
      host: name,
      port,
      username: user,
      ...(password && { password }),
      ...(privateKey && { privateKey }),
      readyTimeout: connectMs,
      retries: 0,
      hostVerifier: (key: Buffer) => {
        host.key = fingerprint(key);
        return host.key === hostKey;
      },
    };
  }

  #errorOf(thrown: unknown, seen: string): EnergyError {
    const target = this.name;
    if (seen !== "" && seen !== this.#config.hostKey) {
      return new EnergyError("TARGET_UNSUITABLE", { target, detail: `its host key is ${seen}, not the one entered` });
    }
    const { message } = thrown as Error;
    return unreachable(target, message ? message.replace(/\s+/g, " ").slice(0, 200) : reasonOf(thrown));
  }
}

/** In the form of OpenSSH. */
export const fingerprint = (key: Buffer): string =>
  `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;

/** OpenSSH replaces an existing file at once; other servers need it out of the way first. */
async function renamed(client: SftpClient, from: string, to: string): Promise<void> {
  try {
    await client.posixRename(from, to);
  } catch {
    if (await client.exists(to)) await client.delete(to, true);
    await client.rename(from, to);
  }
}

function newClient(): SftpClient {
  try {
    const Client = require("ssh2-sftp-client") as new () => SftpClient;
    return new Client();
  } catch (cause) {
    throw new EnergyError("DEPENDENCY_MISSING", { feature: "SFTP", package: "ssh2-sftp-client" }, { cause });
  }
}
