import { digestOf, generateSecret, isDigestOf } from "./secret-digest";

const lifeMs = 24 * 3_600_000;

/** Links that log their opener in once. They live in memory: the next start forgets them. */
export class OneTimeTokens {
  #open: readonly { readonly digest: string; readonly user: string; readonly until: number }[] = [];

  /** A token for a link, valid for one use within a day. */
  issue(user: string, now: number): string {
    const token = generateSecret();
    this.#open = [...this.#open, { digest: digestOf(token), user, until: now + lifeMs }];
    return token;
  }

  /** The user a token stands for, once; undefined for any other. */
  redeem(token: string, now: number): string | undefined {
    const found = this.#open.find(({ digest }) => isDigestOf(token, digest));
    this.#open = this.#open.filter((entry) => entry !== found && entry.until > now);
    return found && found.until > now ? found.user : undefined;
  }
}
