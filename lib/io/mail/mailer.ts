import type { SentMessageInfo, Transporter } from "nodemailer";
import { EnergyError } from "../../contract/error";
import { assertSchema } from "../../contract/validate";
import { addressPattern, type SmtpSettings } from "./smtp-settings";

export interface Mail {
  readonly to: readonly string[];
  /** One line. */
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly attachments?: readonly MailAttachment[];
  /** The part before `@` of the message's id: a mail that is sent again by mistake has the same, so that mail systems see it. */
  readonly id?: string;
}

export interface MailAttachment {
  readonly filename: string;
  readonly mediaType: string;
  readonly content: Uint8Array;
}

export interface MailReceipt {
  readonly messageId: string;
  readonly accepted: readonly string[];
  /** Recipients that the server did not take while it took others. */
  readonly refused: readonly string[];
}

const headerText = { type: "string", minLength: 1, maxLength: 500, pattern: "^[^\\u0000-\\u001f\\u007f]*$" } as const;
const mailSchema = {
  type: "object",
  required: ["to", "subject", "text"],
  properties: {
    to: {
      type: "array",
      minItems: 1,
      maxItems: 100,
      items: { type: "string", pattern: addressPattern, description: "an address such as office@example.com" },
    },
    subject: { ...headerText, description: "one line of text" },
    text: { type: "string", maxLength: 1_000_000 },
    html: { type: "string", maxLength: 1_000_000 },
    id: { type: "string", pattern: "^[A-Za-z0-9._-]{1,200}$" },
    attachments: {
      type: "array",
      maxItems: 20,
      items: {
        type: "object",
        required: ["filename", "mediaType", "content"],
        properties: { filename: headerText, mediaType: headerText },
      },
    },
  },
} as const;

const handshakeMs = 15_000;
const silenceMs = 60_000;
const longestMs = 180_000;

/** Sends mails through one server, a connection for each. The library is loaded with the first. */
export class Mailer {
  constructor(private readonly settings: SmtpSettings) {}

  /**
   * Resolves when the server has taken it for at least one recipient. Rejects with MESSAGE_INVALID for what is no mail (a line break in
   * a header, say), MAIL_FAILED where it is worth trying again, MAIL_REFUSED where it is not, DEPENDENCY_MISSING.
   */
  async send(mail: Mail): Promise<MailReceipt> {
    assertSchema(mailSchema, mail, "MESSAGE_INVALID");
    const transport = this.#transport();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no end after ${longestMs / 1000} s`)), longestMs);
    });
    try {
      const sent = await Promise.race([transport.sendMail(this.#message(mail)), late]);
      return receiptOf(sent);
    } catch (thrown) {
      throw mailError(this.settings.host, thrown);
    } finally {
      clearTimeout(timer);
      transport.close();
    }
  }

  #message({ to, subject, text, html, attachments = [], id }: Mail) {
    const { from } = this.settings;
    return {
      from,
      to: to.map((address) => ({ name: "", address })),
      subject,
      text,
      ...(html !== undefined && { html }),
      ...(id !== undefined && { messageId: `<${id}@${from.slice(from.lastIndexOf("@") + 1)}>` }),
      attachments: attachments.map(({ filename, mediaType, content }) => ({
        filename,
        contentType: mediaType,
        content: Buffer.from(content.buffer, content.byteOffset, content.byteLength),
      })),
      headers: { "Auto-Submitted": "auto-generated" },
    };
  }

  #transport(): Transporter {
    const { host, port, security, user, password } = this.settings;
    return loadNodemailer().createTransport({
      host,
      port,
      secure: security === "tls",
      requireTLS: security === "starttls",
      ignoreTLS: security === "none",
      ...(user !== undefined && { auth: { user, pass: password ?? "" } }),
      connectionTimeout: handshakeMs,
      greetingTimeout: handshakeMs,
      dnsTimeout: handshakeMs,
      socketTimeout: silenceMs,
      // What a mail says is given here; nothing in it may name a file or an address to be read.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }
}

function receiptOf({ messageId, accepted = [], rejected = [] }: SentMessageInfo): MailReceipt {
  return { messageId, accepted: accepted.map(String), refused: rejected.map(String) };
}

/** A server that answers 5xx means it; everything else may be different next time. */
function mailError(host: string, thrown: unknown): EnergyError {
  const { responseCode, message } = thrown as { responseCode?: number; message?: string };
  const detail =
    String(message ?? thrown)
      .split("\n")[0]
      ?.slice(0, 300) ?? "";
  const isFinal = responseCode !== undefined && responseCode >= 500 && responseCode < 600;
  return new EnergyError(isFinal ? "MAIL_REFUSED" : "MAIL_FAILED", { host, detail }, { cause: thrown });
}

function loadNodemailer(): typeof import("nodemailer") {
  try {
    return require("nodemailer");
  } catch (cause) {
    throw new EnergyError("DEPENDENCY_MISSING", { feature: "Mail", package: "nodemailer" }, { cause });
  }
}
