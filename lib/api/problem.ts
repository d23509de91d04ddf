import type { EnergyError, ErrorCode } from "../contract/error";

/** An error as RFC 9457 describes it; `code` is ours and stable. */
export interface Problem {
  readonly type: "about:blank";
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  /** Where in what was sent in the mistake is, such as `rules/3/above`. */
  readonly place?: string;
}

export const problemMediaType = "application/problem+json";

const statusOf: Partial<Record<ErrorCode, number>> = {
  API_BAD_PARAMETER: 400,
  MESSAGE_INVALID: 400,
  API_UNAUTHORIZED: 401,
  API_FORBIDDEN: 403,
  API_NOT_FOUND: 404,
  ALERT_CLEARED: 409,
  CHECK_BUSY: 409,
  CHECK_IMPOSSIBLE: 409,
  PRICE_MISSING: 409,
  SHARES_INVALID: 409,
  SITE_FIXED: 409,
  TARIFF_MISSING: 409,
  DOCUMENT_INCOMPLETE: 409,
  DOCUMENT_TOO_OLD: 409,
  SITE_CHANGED: 412,
  API_TOO_LARGE: 413,
  EXPORT_TOO_LARGE: 413,
  CHECK_CANCELLED: 503,
  CONFIG_INVALID: 503,
  DEPENDENCY_MISSING: 503,
  EXPORT_CHARACTER: 503,
  EXPORT_NO_POSTINGS: 503,
  EXPORT_ROW_INVALID: 503,
  NODE_UNCONFIGURED: 503,
  PROFILE_INVALID: 503,
  PROFILE_UNKNOWN: 503,
  SITE_INVALID: 503,
  SITE_UNREADABLE: 503,
  STORE_CLOSED: 503,
  STORE_FAILED: 503,
  STORE_LOCKED: 503,
};

const titles: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  412: "Precondition Failed",
  413: "Content Too Large",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
};

/** What a meter or its bus answers to a request that was passed on to it. */
const ofMeter = /^(BUS|METER)_/;

/** `detail` is the error's text in the caller's language. */
export function problemOf(error: EnergyError, detail: string): Problem {
  const status = statusOf[error.code] ?? (ofMeter.test(error.code) ? 502 : 500);
  const { place } = error.params;
  return {
    type: "about:blank",
    title: titles[status] ?? "Error",
    status,
    detail,
    code: error.code,
    ...(error.code === "MESSAGE_INVALID" && typeof place === "string" && { place }),
  };
}
