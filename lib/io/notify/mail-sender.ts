import { createHash } from "node:crypto";
import { EnergyError } from "../../contract/error";
import type { Outgoing, Sender } from "../../notify/message";
import type { Mailer } from "../mail/mailer";
import { refused } from "./outcomes";

/** Sends mails; a mail that is sent again has the same Message-ID, by which mail systems know it. */
export class MailSender implements Sender {
  readonly channel = "mail";
  readonly #mailer: Pick<Mailer, "send">;

  constructor(mailer: Pick<Mailer, "send">) {
    this.#mailer = mailer;
  }

  async send({ key, address, subject, text, html }: Outgoing): Promise<string> {
    const id = createHash("sha256").update(`${key} ${address}`).digest("hex").slice(0, 40);
    try {
      const { messageId } = await this.#mailer.send({ to: [address], subject, text, html, id });
      return messageId;
    } catch (thrown) {
      if (thrown instanceof EnergyError && isAboutTheMail(thrown)) {
        throw refused(String(thrown.params.host ?? "mail"), String(thrown.params.detail));
      }
      throw thrown;
    }
  }
}

/** A server that refuses the address or the content; one that refuses the password refuses no mail, and will be given another. */
function isAboutTheMail({ code, cause }: EnergyError): boolean {
  if (code === "MESSAGE_INVALID") return true;
  const about = (cause as { code?: string } | undefined)?.code;
  return code === "MAIL_REFUSED" && about !== "EAUTH" && about !== "ETLS" && about !== "ECONNECTION";
}
