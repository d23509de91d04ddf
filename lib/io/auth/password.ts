import { randomBytes, randomInt, type ScryptOptions, scrypt, scryptSync, timingSafeEqual } from "node:crypto";

/** scrypt with 16 MiB and five passes, as OWASP recommends; a Raspberry Pi needs about half a second. */
const cost = { N: 2 ** 14, r: 8, p: 5 } as const;
const keyBytes = 32;

/** `scrypt$N$r$p$salt$key`, salt and key in base64url. */
export function hashPassword(password: string): string {
  const salt = randomBytes(16);
  const key = scryptSync(password, salt, keyBytes, cost);
  return ["scrypt", cost.N, cost.r, cost.p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

interface StoredHash {
  readonly salt: Buffer;
  readonly key: Buffer;
  readonly cost: ScryptOptions;
}

function parseHash(stored: string): StoredHash {
  const [, N, r, p, salt = "", key = ""] = stored.split("$");
  return {
    salt: Buffer.from(salt, "base64url"),
    key: Buffer.from(key, "base64url"),
    cost: { N: Number(N), r: Number(r), p: Number(p) },
  };
}

/** For the start, before anybody waits for an answer. */
export function isPasswordSync(password: string, stored: string): boolean {
  const { salt, key, cost } = parseHash(stored);
  return timingSafeEqual(scryptSync(password, salt, key.length, cost), key);
}

/** Off the flow thread. */
export function isPassword(password: string, stored: string): Promise<boolean> {
  const { salt, key, cost } = parseHash(stored);
  return new Promise((resolve, reject) => {
    scrypt(password, salt, key.length, cost, (error, given) => {
      if (error) reject(error);
      else resolve(timingSafeEqual(given, key));
    });
  });
}

const letters = "abcdefghjkmnpqrstuvwxyz23456789";

/** Four groups of four letters that nobody confuses when reading them aloud: 79 bits. */
export function generatePassword(): string {
  const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join("");
  return Array.from({ length: 4 }, group).join("-");
}
