import { DateTime } from "luxon";

/** ISO 8601 to ms UTC; a time without an offset is one of the site's clock. Undefined where it is none. */
export function parseTime(text: string, timeZone: string): number | undefined {
  const time = DateTime.fromISO(text, { zone: timeZone });
  return time.isValid ? time.toMillis() : undefined;
}

/** ms UTC as ISO 8601 with milliseconds and Z. */
export function formatTime(at: number): string {
  return new Date(at).toISOString();
}
