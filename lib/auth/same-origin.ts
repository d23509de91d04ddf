/**
 * Whether a request comes from our own pages. Browsers send `Origin` with every websocket and every
 * form post; its host must be the one that was asked. Programs send none and have no cookies to abuse.
 */
export function isSameOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true;
  try {
    return host !== undefined && new URL(origin).host === host.toLowerCase();
  } catch {
    // "null" and other texts that are no address.
    return false;
  }
}
