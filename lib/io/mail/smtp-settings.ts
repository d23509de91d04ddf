import { EnergyError } from "../../contract/error";
import { assertSchema } from "../../contract/validate";

/** How a mail server is reached, and as whom. */
export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** `tls`: from the first byte (465); `starttls`: it must be offered (587); `none`: only for servers inside the plant. */
  readonly security: "tls" | "starttls" | "none";
  readonly user?: string;
  readonly password?: string;
  /** Address of the sender. */
  readonly from: string;
}

/** An address without a name, and without anything that ends a header. */
export const addressPattern = '^[^\\s<>@,;:"()\\\\]{1,64}@[A-Za-z0-9.:\\[\\]-]{1,255}$';

const smtpSchema = {
  type: "object",
  required: ["host", "port", "security", "from"],
  additionalProperties: false,
  properties: {
    host: { type: "string", pattern: "^[A-Za-z0-9.:_-]{1,253}$" },
    port: { type: "integer", minimum: 1, maximum: 65_535 },
    security: { enum: ["tls", "starttls", "none"] },
    user: { type: "string", minLength: 1, maxLength: 320 },
    password: { type: "string", minLength: 1, maxLength: 1000 },
    from: { type: "string", pattern: addressPattern, description: "an address such as energy@example.com" },
  },
} as const;

/** Throws CONFIG_INVALID, also where a password would cross a network unprotected. */
export function parseSmtpSettings(raw: unknown): SmtpSettings {
  assertSchema(smtpSchema, raw, "CONFIG_INVALID");
  const settings = raw as SmtpSettings;
  const isLocal = /^(localhost|127\..*|::1)$/.test(settings.host);
  if (settings.password !== undefined && settings.security === "none" && !isLocal) {
    throw new EnergyError("CONFIG_INVALID", {
      place: "security",
      detail: "a password needs TLS or STARTTLS",
    });
  }
  return settings;
}
