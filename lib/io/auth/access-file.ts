import { readFileSync } from "node:fs";
import { type Role, roles } from "../../auth/roles";
import { type Scope, scopes } from "../../auth/scopes";
import { EnergyError } from "../../contract/error";
import { assertSchema } from "../../contract/validate";
import { writeFileAtomic } from "../atomic-file";

export interface User {
  readonly name: string;
  readonly role: Role;
  /** See `hashPassword`. */
  readonly password: string;
  /** Sessions from before this time (ms UTC) are over. */
  readonly changedAt: number;
}

export interface ApiKey {
  readonly id: string;
  /** See `digestOf`. */
  readonly digest: string;
  readonly scopes: readonly Scope[];
}

/** Everything secret that the gateway keeps by itself: `$ENERGY_HOME/access.json`, readable by its user only. */
export interface Access {
  readonly version: 1;
  /** Encrypts the credentials of Node-RED's nodes. */
  readonly credentialSecret: string;
  /** Signs the dashboard's sessions. */
  readonly sessionKey: string;
  readonly users: readonly User[];
  readonly keys: readonly ApiKey[];
}

const secret = { type: "string", minLength: 32, maxLength: 200 } as const;
const name = { type: "string", pattern: "^[A-Za-z0-9_.@-]{1,64}$" } as const;

const accessSchema = {
  type: "object",
  required: ["version", "credentialSecret", "sessionKey", "users", "keys"],
  additionalProperties: false,
  properties: {
    version: { const: 1 },
    credentialSecret: secret,
    sessionKey: secret,
    users: {
      type: "array",
      maxItems: 1000,
      items: {
        type: "object",
        required: ["name", "role", "password", "changedAt"],
        additionalProperties: false,
        properties: {
          name,
          role: { enum: roles },
          password: { type: "string", pattern: "^scrypt\\$\\d+\\$\\d+\\$\\d+\\$[\\w-]{22}\\$[\\w-]{43}$" },
          changedAt: { type: "integer" },
        },
      },
    },
    keys: {
      type: "array",
      maxItems: 1000,
      items: {
        type: "object",
        required: ["id", "digest", "scopes"],
        additionalProperties: false,
        properties: {
          id: name,
          digest: { type: "string", pattern: "^[\\w-]{43}$" },
          scopes: { type: "array", items: { enum: scopes } },
        },
      },
    },
  },
} as const;

/** Undefined where there is none yet; throws CONFIG_INVALID rather than replacing a damaged one. */
export function readAccess(file: string): Access | undefined {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    // The parser's message would quote the file.
    const detail = cause instanceof SyntaxError ? "is no JSON" : (cause as Error).message;
    throw new EnergyError("CONFIG_INVALID", { place: file, detail });
  }
  try {
    assertSchema(accessSchema, value, "CONFIG_INVALID");
  } catch (error) {
    const { place = "", detail = "" } = (error as EnergyError).params;
    throw new EnergyError("CONFIG_INVALID", { place: `${file} ${place}`, detail });
  }
  return value as Access;
}

export function writeAccess(file: string, access: Access): void {
  writeFileAtomic(file, `${JSON.stringify(access, null, 2)}\n`, 0o600);
}
