import { join } from "node:path";
import { scopes } from "../lib/auth/scopes";
import { type Access, type ApiKey, readAccess, type User, writeAccess } from "../lib/io/auth/access-file";
import { Gatekeeper } from "../lib/io/auth/gatekeeper";
import { generatePassword, hashPassword, isPasswordSync } from "../lib/io/auth/password";
import { digestOf, generateSecret, isDigestOf } from "../lib/io/auth/secret-digest";
import { homeFolder, openHome } from "./home";

export const adminName = "admin";

/** What was generated at this start and can be shown now or never. */
export interface Generated {
  readonly password?: string;
  readonly apiKey?: string;
}

export interface Gateway {
  readonly home: string;
  readonly access: Access;
  readonly gatekeeper: Gatekeeper;
  /** For whoever shows it, the first time; nothing afterwards. */
  takeGenerated(): Generated;
}

let opened: Gateway | undefined;

/**
 * The data folder and who may get in, once a process. The first start makes the secrets; afterwards a
 * password or key in the environment replaces the stored one. Throws HOME_UNUSABLE, CONFIG_INVALID.
 */
export function openGateway(): Gateway {
  if (opened) return opened;
  const home = homeFolder(process.env);
  openHome(home);
  const { access, generated } = openAccess(join(home, "access.json"), {
    password: taken("ENERGY_ADMIN_PASSWORD"),
    apiKey: taken("ENERGY_API_KEY"),
  });
  // The nodes, and programs that they start, find their files by it.
  process.env.ENERGY_HOME = home;
  let untaken = generated;
  const takeGenerated = (): Generated => {
    const now = untaken;
    untaken = {};
    return now;
  };
  opened = { home, access, gatekeeper: new Gatekeeper(access, Date.now), takeGenerated };
  return opened;
}

/** A secret of the environment, removed from it: flows can read the rest. */
function taken(name: string): string | undefined {
  const value = process.env[name];
  delete process.env[name];
  return value === "" ? undefined : value;
}

interface Given {
  readonly password: string | undefined;
  readonly apiKey: string | undefined;
}

function openAccess(file: string, given: Given): { access: Access; generated: Generated } {
  const kept = readAccess(file);
  if (!kept) {
    const password = given.password ?? generatePassword();
    const apiKey = given.apiKey ?? generateSecret();
    const access: Access = {
      version: 1,
      credentialSecret: generateSecret(),
      sessionKey: generateSecret(),
      users: [administrator(password)],
      keys: [fullKey(apiKey)],
    };
    writeAccess(file, access);
    return {
      access,
      generated: { ...(given.password === undefined && { password }), ...(given.apiKey === undefined && { apiKey }) },
    };
  }
  let access = kept;
  if (given.password !== undefined && !isAdminPassword(access, given.password)) {
    access = withAdminPassword(access, given.password);
  }
  if (given.apiKey !== undefined && !access.keys.some(({ digest }) => isDigestOf(given.apiKey ?? "", digest))) {
    const others = access.keys.filter(({ id }) => id !== fullKeyId);
    access = { ...access, keys: [...others, fullKey(given.apiKey)] };
  }
  if (access !== kept) writeAccess(file, access);
  return { access, generated: {} };
}

function isAdminPassword(access: Access, password: string): boolean {
  const admin = access.users.find(({ name }) => name === adminName);
  return admin !== undefined && isPasswordSync(password, admin.password);
}

/** Sessions that were opened with the old password end with it. */
export function withAdminPassword(access: Access, password: string): Access {
  const others = access.users.filter(({ name }) => name !== adminName);
  return { ...access, users: [...others, administrator(password)] };
}

function administrator(password: string): User {
  return { name: adminName, role: "admin", password: hashPassword(password), changedAt: Date.now() };
}

const fullKeyId = "gateway";

function fullKey(key: string): ApiKey {
  return { id: fullKeyId, digest: digestOf(key), scopes: [...scopes] };
}
