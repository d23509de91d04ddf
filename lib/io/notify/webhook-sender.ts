import type { Outgoing, Sender } from "../../notify/message";
import { secretsIn, withoutSecrets } from "../../notify/secrets";
import { answerDetail, signedPost } from "../http/signed-post";
import { networkDetail } from "../targets/influx-server";
import { notNow, refused, unreachable } from "./outcomes";

/** A receiver that says so has understood the message and will never take it (RFC 9110); anything else may be mended. */
const neverTaken = new Set([400, 405, 410, 413, 415, 422]);

/** Posts JSON, signed where there is a secret, under the message's key. */
export class WebhookSender implements Sender {
  readonly channel = "webhook";
  readonly #secret: string | undefined;

  constructor(secret: string | undefined) {
    this.#secret = secret;
  }

  async send({ key, address, body }: Outgoing, end: AbortSignal): Promise<string> {
    const url = new URL(address);
    // What follows the host is often all the secret there is.
    const name = url.origin;
    const post = {
      url,
      ...(this.#secret && { secret: this.#secret }),
      key,
      mediaType: "application/json",
      body: Buffer.from(body),
    };
    const answer = await signedPost(post, end).catch((thrown) => {
      throw unreachable(name, networkDetail(thrown));
    });
    if (answer.status >= 200 && answer.status < 300) return `status ${answer.status}`;
    const secrets = [...secretsIn(url), this.#secret ?? ""];
    const detail = answerDetail({ ...answer, text: withoutSecrets(answer.text, secrets) });
    throw neverTaken.has(answer.status) ? refused(name, detail) : notNow(name, detail);
  }
}
