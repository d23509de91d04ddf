import { LoginAttempts } from "../../auth/login-attempts";
import type { Scope } from "../../auth/scopes";
import type { Access, User } from "./access-file";
import { OneTimeTokens } from "./one-time-tokens";
import { hashPassword, isPassword } from "./password";
import { isDigestOf } from "./secret-digest";
import { newSession, openSession, type Session, sealSession } from "./session";

export type LoginResult =
  | { readonly outcome: "welcome"; readonly user: User; readonly cookie: string }
  | { readonly outcome: "refused" | "too-many" };

/** An unknown user costs the same time as a wrong password, so that names cannot be probed. */
let decoy: string | undefined;
const decoyHash = (): string => {
  decoy ??= hashPassword("nobody");
  return decoy;
};

/** Decides who gets in, for the editor, the dashboard and the API alike. */
export class Gatekeeper {
  readonly #attempts = new LoginAttempts();
  readonly #tokens = new OneTimeTokens();
  /** Sessions ended before their time, and when they may be forgotten. */
  readonly #ended = new Map<string, number>();

  constructor(
    private readonly access: Access,
    private readonly now: () => number,
  ) {}

  /** A user by name and password; `source` is where the attempt comes from. */
  async login(name: string, password: string, source: string): Promise<LoginResult> {
    if (!this.#attempts.mayTry(source, this.now())) return { outcome: "too-many" };
    const user = this.#user(name);
    // Counted before the answer: many attempts at once are many attempts.
    this.#attempts.failed(source, this.now());
    if (!(await isPassword(password.slice(0, 200), user?.password ?? decoyHash())) || !user) {
      return { outcome: "refused" };
    }
    this.#attempts.succeeded(source);
    return { outcome: "welcome", user, cookie: this.#cookieFor(user) };
  }

  user(name: string): User | undefined {
    return this.#user(name);
  }

  issueToken(name: string): string {
    return this.#tokens.issue(name, this.now());
  }

  /** The cookie of whoever opened a one-time link; undefined when it was used, is too old or never was. */
  redeemToken(token: string): string | undefined {
    const name = this.#tokens.redeem(token, this.now());
    const user = name === undefined ? undefined : this.#user(name);
    return user && this.#cookieFor(user);
  }

  /** The session of a cookie while it lasts: not forged, not over, not ended, password not changed since. */
  session(cookie: string | undefined): Session | undefined {
    const session = openSession(cookie, this.access.sessionKey, this.now());
    if (!session || this.#ended.has(session.id)) return undefined;
    const user = this.#user(session.user);
    return user && user.changedAt <= session.from ? session : undefined;
  }

  endSession(session: Session): void {
    for (const [id, until] of this.#ended) if (until <= this.now()) this.#ended.delete(id);
    this.#ended.set(session.id, session.until);
  }

  /** The scopes of an API key; undefined for a key that is none. */
  scopesOf(key: string): readonly Scope[] | undefined {
    return this.access.keys.find(({ digest }) => isDigestOf(key, digest))?.scopes;
  }

  #user(name: string): User | undefined {
    return this.access.users.find((user) => user.name === name);
  }

  #cookieFor(user: User): string {
    return sealSession(newSession(user.name, this.now()), this.access.sessionKey);
  }
}
