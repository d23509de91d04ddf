/** The value of a cookie in a request's `Cookie` header, or undefined. */
export function cookieValue(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? "").split(";")) {
    const [key, value] = pair.split("=", 2);
    if (key?.trim() === name) return value?.trim();
  }
  return undefined;
}

export interface CookieOptions {
  readonly path: string;
  /** Seconds until it is forgotten; 0 removes it. */
  readonly maxAge: number;
  /** Only over TLS. */
  readonly secure: boolean;
}

/** A `Set-Cookie` value that scripts cannot read and other sites cannot send along with a form. */
export function setCookie(name: string, value: string, { path, maxAge, secure }: CookieOptions): string {
  return `${name}=${value}; Path=${path}; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
}
