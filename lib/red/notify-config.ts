import { EnergyError } from "../contract/error";
import { assertSchema } from "../contract/validate";
import { Mailer } from "../io/mail/mailer";
import { parseSmtpSettings } from "../io/mail/smtp-settings";
import { GsmModem } from "../io/notify/gsm-modem";
import { GsmSender } from "../io/notify/gsm-sender";
import type { HeartbeatConfig } from "../io/notify/heartbeat";
import { MailSender } from "../io/notify/mail-sender";
import { SmsHttpSender } from "../io/notify/sms-http-sender";
import { WebhookSender } from "../io/notify/webhook-sender";
import type { Sender } from "../notify/message";
import { parseSmsProvider, smsProviders } from "../notify/sms-provider";
import { type AlertTemplates, checkAlertTemplates } from "../notify/templates";
import { type Recipient, recipientFrom, recipientSchema } from "../site/recipient";

/** As the dialog of `alert-notify` keeps it. */
export interface NotifyDef {
  /** `environment`: variables such as ENERGY_SMTP_HOST go before what stands here. */
  settings: "own" | "environment";
  smtpHost: string;
  smtpPort: number | string;
  smtpSecurity: "tls" | "starttls" | "none";
  sender: string;
  sms: "" | "twilio" | "vonage" | "seven" | "custom" | "modem";
  /** JSON, of a provider of one's own. */
  smsProvider: string;
  smsSender: string;
  modemPath: string;
  modemBaud: number | string;
  heartbeatMinutes: number | string;
  /** After so many minutes without anything in the journal the gateway does not count as working; 0: whatever. */
  freshMinutes: number | string;
  mostPerHour: number | string;
  link: string;
  mailSubject: string;
  mailText: string;
  mailHtml: string;
  smsText: string;
  /** JSON: recipients of a node without a site model. */
  recipients: string;
}

export interface NotifyCredentials {
  smtpUser?: string;
  smtpPassword?: string;
  webhookSecret?: string;
  smsAccount?: string;
  smsToken?: string;
  modemPin?: string;
  heartbeatUrl?: string;
}

export interface NotifyConfig {
  readonly senders: readonly Sender[];
  readonly templates: Partial<AlertTemplates>;
  readonly mostPerHour: number;
  readonly link: string;
  readonly recipients: readonly Recipient[];
  readonly heartbeat?: HeartbeatConfig;
  readonly freshMs: number;
}

const minuteMs = 60_000;

/** Throws CONFIG_INVALID with the field. */
export function notifyConfig(def: NotifyDef, secrets: NotifyCredentials): NotifyConfig {
  const templates = templatesOf(def);
  checkAlertTemplates(templates);
  const heartbeat = heartbeatOf(def, secrets);
  return {
    senders: [mailSender(def, secrets), smsSender(def, secrets), new WebhookSender(secrets.webhookSecret)].filter(
      (sender) => sender !== undefined,
    ),
    templates,
    mostPerHour: within("mostPerHour", def.mostPerHour || 20, 1, 3600),
    link: linkOf(def.link),
    recipients: recipientsIn(def.recipients),
    ...(heartbeat && { heartbeat }),
    freshMs: within("freshMinutes", def.freshMinutes === "" ? 0 : (def.freshMinutes ?? 15), 0, 10_080) * minuteMs,
  };
}

/** The subject of one's own, and so on; the usual ones stand in the catalogues. */
function templatesOf({ mailSubject, mailText, mailHtml, smsText }: NotifyDef): Partial<AlertTemplates> {
  return {
    ...(mailSubject && { subject: mailSubject }),
    ...(mailText && { text: mailText }),
    ...(mailHtml && { html: mailHtml }),
    ...(smsText && { short: smsText }),
  };
}

function mailSender(def: NotifyDef, { smtpUser, smtpPassword }: NotifyCredentials): Sender | undefined {
  if (!def.smtpHost) return undefined;
  const settings = parseSmtpSettings({
    host: def.smtpHost,
    port: Number(def.smtpPort || 587),
    security: def.smtpSecurity || "starttls",
    from: def.sender ?? "",
    ...(smtpUser && { user: smtpUser }),
    ...(smtpPassword && { password: smtpPassword }),
  });
  return new MailSender(new Mailer(settings));
}

const modemSchema = {
  type: "object",
  required: ["path"],
  properties: {
    path: { type: "string", pattern: "^/[^\\u0000]{1,254}$", description: "a device file such as /dev/ttyUSB2" },
    pin: { type: "string", pattern: "^\\d{4,8}$", description: "4 to 8 digits" },
  },
} as const;

function smsSender(def: NotifyDef, secrets: NotifyCredentials): Sender | undefined {
  if (!def.sms) return undefined;
  if (def.sms === "modem") {
    const modem = { path: def.modemPath ?? "", ...(secrets.modemPin && { pin: secrets.modemPin }) };
    assertSchema(modemSchema, modem, "CONFIG_INVALID");
    return new GsmSender(
      new GsmModem({ ...modem, baud: within("modemBaud", def.modemBaud || 115_200, 300, 4_000_000) }),
    );
  }
  const provider =
    def.sms === "custom" ? parseSmsProvider(parsed("smsProvider", def.smsProvider)) : smsProviders[def.sms];
  if (!provider) throw wrong("sms", `must be one of ${Object.keys(smsProviders).join(", ")}`);
  return new SmsHttpSender(provider, {
    account: secrets.smsAccount ?? "",
    token: secrets.smsToken ?? "",
    sender: def.smsSender ?? "",
  });
}

function heartbeatOf(
  { heartbeatMinutes }: NotifyDef,
  { heartbeatUrl }: NotifyCredentials,
): HeartbeatConfig | undefined {
  if (!heartbeatUrl) return undefined;
  const url = URL.parse(heartbeatUrl);
  if (!url || !/^https?:$/.test(url.protocol)) throw wrong("heartbeatUrl", "must be an http or https address");
  if (`${url.username}${url.password}` !== "") throw wrong("heartbeatUrl", "must be an address without a password");
  return { url, intervalMs: within("heartbeatMinutes", heartbeatMinutes || 5, 0.01, 1440) * minuteMs };
}

function linkOf(text: string | undefined): string {
  if (!text) return "";
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) throw wrong("link", "must be an http or https address");
  return url.href;
}

function recipientsIn(text: string | undefined): Recipient[] {
  if (!text?.trim()) return [];
  const list = parsed("recipients", text);
  assertSchema({ type: "array", maxItems: 1000, items: recipientSchema }, list, "CONFIG_INVALID", {
    item: "recipients",
  });
  return (list as Record<string, unknown>[]).map(recipientFrom);
}

function parsed(place: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new EnergyError("CONFIG_INVALID", { place, detail: (cause as Error).message }, { cause });
  }
}

function within(place: string, value: number | string, least: number, most: number): number {
  const number = Number(value);
  if (number >= least && number <= most) return number;
  throw wrong(place, `must be from ${least} to ${most}`);
}

const wrong = (place: string, detail: string): EnergyError => new EnergyError("CONFIG_INVALID", { place, detail });
