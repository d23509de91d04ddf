import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";

/** Who is logged in to the dashboard, from when until when (ms UTC). */
export interface Session {
  readonly id: string;
  readonly user: string;
  readonly from: number;
  readonly until: number;
}

/** A week: a display on the wall stays logged in over a weekend. */
export const sessionMs = 7 * 24 * 3_600_000;

export function newSession(user: string, now: number): Session {
  return { id: randomUUID(), user, from: now, until: now + sessionMs };
}

/** The cookie's value: the session in base64url, a dot, and its HMAC-SHA256. */
export function sealSession(session: Session, key: string): string {
  const body = Buffer.from(JSON.stringify(session)).toString("base64url");
  return `${body}.${macOf(body, key)}`;
}

/** The session of a cookie, or undefined where it was forged or is over. */
export function openSession(sealed: string | undefined, key: string, now: number): Session | undefined {
  if (sealed === undefined || sealed.length > 1000) return undefined;
  const [body = "", mac = ""] = sealed.split(".", 2);
  const given = Buffer.from(mac);
  const right = Buffer.from(macOf(body, key));
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
  // Whoever has the key has written this; nobody else gets this far.
  const session = JSON.parse(Buffer.from(body, "base64url").toString()) as Session;
  return session.from <= now && now < session.until ? session : undefined;
}

function macOf(body: string, key: string): string {
  return createHmac("sha256", key).update(body).digest("base64url");
}
