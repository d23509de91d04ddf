import { EnergyError } from "../contract/error";
import { assertSchema } from "../contract/validate";

/** Where documents are sent, as a dialog says it; texts may be empty. */
export interface RawTarget {
  readonly target?: "none" | "http" | "file" | "sftp";
  readonly url?: string;
  readonly folder?: string;
  readonly host?: string;
  readonly port?: number | string;
  readonly user?: string;
  readonly hostKey?: string;
  readonly remoteFolder?: string;
}

export interface TargetSecrets {
  readonly secret?: string;
  readonly token?: string;
  readonly password?: string;
  readonly privateKey?: string;
}

export type TargetConfig =
  | { readonly kind: "http"; readonly url: URL; readonly secret?: string; readonly token?: string }
  | { readonly kind: "file"; readonly folder: string }
  | {
      readonly kind: "sftp";
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly hostKey: string;
      readonly folder: string;
      readonly password?: string;
      readonly privateKey?: string;
    };

const textSchema = { type: "string", maxLength: 1000 } as const;

const targetSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    target: { enum: ["none", "http", "file", "sftp"] },
    url: textSchema,
    folder: textSchema,
    host: { type: "string", pattern: "^$|^[A-Za-z0-9.:_-]{1,253}$", description: "a host name or address" },
    port: { type: ["integer", "string"] },
    user: textSchema,
    hostKey: {
      type: "string",
      pattern: "^$|^SHA256:[A-Za-z0-9+/]{43}$",
      description: "a fingerprint such as ssh-keygen -lf shows it: SHA256:…",
    },
    remoteFolder: textSchema,
  },
} as const;

/** Undefined where nothing is sent. Throws CONFIG_INVALID with the place. */
export function targetOf(value: RawTarget, secrets: TargetSecrets): TargetConfig | undefined {
  const given = Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined));
  assertSchema(targetSchema, given, "CONFIG_INVALID");
  const raw = given as RawTarget;
  switch (raw.target ?? "none") {
    case "none":
      return undefined;
    case "http":
      return {
        kind: "http",
        url: urlOf(raw.url),
        ...(secrets.secret && { secret: secrets.secret }),
        ...(secrets.token && { token: secrets.token }),
      };
    case "file":
      return { kind: "file", folder: required(raw.folder, "folder") };
    case "sftp":
      return sftpOf(raw, secrets);
  }
}

function sftpOf(raw: RawTarget, { password, privateKey }: TargetSecrets): TargetConfig {
  const port = Number(raw.port || 22);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw wrong("port", "must be a port from 1 to 65535");
  if (!password && !privateKey) throw wrong("password", "a password or a private key is required");
  return {
    kind: "sftp",
    host: required(raw.host, "host"),
    port,
    user: required(raw.user, "user"),
    hostKey: required(raw.hostKey, "hostKey"),
    folder: raw.remoteFolder || ".",
    ...(password && { password }),
    ...(privateKey && { privateKey }),
  };
}

function urlOf(text: string | undefined): URL {
  const url = URL.parse(required(text, "url"));
  if (!url || !/^https?:$/.test(url.protocol)) throw wrong("url", "must be an http or https address");
  if (url.username || url.password) throw wrong("url", "must not carry a password; enter a token instead");
  return url;
}

function required(text: string | undefined, place: string): string {
  if (!text) throw wrong(place, "is required");
  return text;
}

const wrong = (place: string, detail: string): EnergyError => new EnergyError("CONFIG_INVALID", { place, detail });
