import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** SHA-256 in base64url: enough for random secrets of 256 bits, which cannot be guessed from it. */
export function digestOf(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}

/** Takes the same time whatever the secret is. */
export function isDigestOf(secret: string, digest: string): boolean {
  const given = Buffer.from(digestOf(secret));
  const kept = Buffer.from(digest);
  return given.length === kept.length && timingSafeEqual(given, kept);
}

/** 256 random bits, safe in addresses and headers. */
export function generateSecret(): string {
  return randomBytes(32).toString("base64url");
}
