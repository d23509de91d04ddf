import { EnergyError } from "../contract/error";
import { Mailer } from "../io/mail/mailer";
import { parseSmtpSettings } from "../io/mail/smtp-settings";

/** As the dialog of a node keeps it; the user and password are its credentials. */
export interface MailDef {
  recipients: string;
  smtpHost: string;
  smtpPort: number | string;
  smtpSecurity: "tls" | "starttls" | "none";
  sender: string;
}

export interface MailCredentials {
  smtpUser?: string;
  smtpPassword?: string;
}

/** To whom a node mails, and by what; undefined where no server is set. */
export interface MailDesk {
  readonly to: readonly string[];
  readonly mailer: Mailer;
}

/** Throws CONFIG_INVALID. */
export function mailDesk(config: MailDef, { smtpUser, smtpPassword }: MailCredentials = {}): MailDesk | undefined {
  if (!config.smtpHost) return undefined;
  const to = (config.recipients ?? "").split(/[\s,;]+/).filter(Boolean);
  if (to.length === 0) throw new EnergyError("CONFIG_INVALID", { place: "recipients", detail: "names nobody" });
  const settings = parseSmtpSettings({
    host: config.smtpHost,
    port: Number(config.smtpPort || 587),
    security: config.smtpSecurity || "starttls",
    from: config.sender ?? "",
    ...(smtpUser && { user: smtpUser }),
    ...(smtpPassword && { password: smtpPassword }),
  });
  return { to, mailer: new Mailer(settings) };
}
