/** What an error is about, as values for its text: never secrets, always printable. */
export type ErrorParams = Readonly<Record<string, string | number>>;

/**
 * The one error of the product. The code is stable and part of the interface; the text is made from
 * code and params at the edge, in the reader's language (`locales/<lang>/messages.json`).
 */
export class EnergyError extends Error {
  override readonly name = "EnergyError";

  constructor(
    readonly code: ErrorCode,
    readonly params: ErrorParams = {},
    options?: { cause?: unknown },
  ) {
    super(`${code} ${JSON.stringify(params)}`, options);
  }
}

/** Every code, alphabetical. A test compares them with the message catalogues. */
export const errorCodes = [
  "ALERT_CLEARED",
  "API_BAD_PARAMETER",
  "API_FORBIDDEN",
  "API_NOT_FOUND",
  "API_TOO_LARGE",
  "API_UNAUTHORIZED",
  "BASELINE_DAYS_UNKNOWN",
  "BASELINE_MISSING",
  "BUS_CLOSED",
  "BUS_CONFLICT",
  "BUS_NOISY",
  "BUS_SILENT",
  "BUS_UNREACHABLE",
  "CHECK_BUSY",
  "CHECK_CANCELLED",
  "CHECK_IMPOSSIBLE",
  "CHANNEL_UNSET",
  "CONFIG_INVALID",
  "DEPENDENCY_MISSING",
  "DEVICE_UNKNOWN",
  "DOCUMENT_INCOMPLETE",
  "DOCUMENT_REFUSED",
  "DOCUMENT_TOO_OLD",
  "EXPORT_CHARACTER",
  "EXPORT_NO_POSTINGS",
  "EXPORT_ROW_INVALID",
  "EXPORT_TOO_LARGE",
  "EXPORT_UNKNOWN",
  "FRAMES_MISSED",
  "GPIOMON_UNKNOWN",
  "GPIO_FAILED",
  "HOME_UNUSABLE",
  "INTERNAL",
  "JOURNAL_FULL",
  "MAIL_FAILED",
  "MAIL_REFUSED",
  "MESSAGE_INVALID",
  "METER_BUSY",
  "METER_CHANGED",
  "METER_EXCEPTION",
  "METER_GARBLED",
  "METER_HANGUP",
  "METER_MISCONFIGURED",
  "METER_MODEL_MISSING",
  "METER_NOISE",
  "METER_NO_ANSWER",
  "METER_NO_VALUES",
  "METER_TOO_SLOW",
  "METER_TWIN",
  "METER_UNIT_REFUSED",
  "MODEM_FAILED",
  "NODE_TOO_OLD",
  "NODE_UNCONFIGURED",
  "NOTIFICATION_REFUSED",
  "OUTBOX_FULL",
  "PORT_TAKEN",
  "PRICE_MISSING",
  "PROFILE_INVALID",
  "PROFILE_QUANTITY_UNKNOWN",
  "PROFILE_UNIT_UNKNOWN",
  "PROFILE_UNKNOWN",
  "PROGRAM_MISSING",
  "PULSES_MISSED",
  "PULSES_TOO_FAST",
  "PULSES_UNKNOWN",
  "QUANTITY_UNKNOWN",
  "RATIO_SUSPECTED",
  "READING_LATE",
  "RECIPIENT_UNKNOWN",
  "REGISTER_DEVIATES",
  "REGISTER_REFUSED",
  "REPORT_FAILED",
  "SCAN_BUSY",
  "SCENARIO_INVALID",
  "SERVICE_CONFLICT",
  "SHARES_INVALID",
  "SIMULATOR_LINE",
  "SIMULATOR_PORT",
  "SITE_CHANGED",
  "SITE_FIXED",
  "SITE_INVALID",
  "SITE_ITEM_INVALID",
  "SITE_UNREADABLE",
  "STORE_CLOSED",
  "STORE_DAMAGED",
  "STORE_FAILED",
  "STORE_LOCKED",
  "TARGET_FAILED",
  "TARGET_REFUSED",
  "TARGET_UNREACHABLE",
  "TARGET_UNSUITABLE",
  "TARIFF_INVALID",
  "TARIFF_MISSING",
  "UNIT_UNKNOWN",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** Any thrown thing as an EnergyError; unknown ones keep their message as `detail`. */
export function toEnergyError(thrown: unknown): EnergyError {
  if (thrown instanceof EnergyError) return thrown;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return new EnergyError("INTERNAL", { detail }, { cause: thrown });
}
