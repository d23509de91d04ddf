import { EnergyError } from "../../contract/error";
import type { Shipment } from "../../erp/shipment";
import { answerDetail, type HttpAnswer, signedPost } from "../http/signed-post";
import { networkDetail } from "../targets/influx-server";
import { type PushTarget, unreachable } from "./push-target";

export interface HttpPushConfig {
  readonly url: URL;
  /** Signs every request; absent: unsigned. */
  readonly secret?: string;
  /** Sent as `Authorization: Bearer`. */
  readonly token?: string;
}

/** What may go better later (RFC 9110): a timeout, too early, too many requests. */
const worthRetrying = new Set([408, 425, 429]);

/** Posts each document, signed, under its idempotency key. */
export class HttpPush implements PushTarget {
  readonly name: string;
  readonly #config: HttpPushConfig;

  constructor(config: HttpPushConfig) {
    this.#config = config;
    this.name = `${config.url.origin}${config.url.pathname}`;
  }

  async send(shipment: Shipment, end: AbortSignal): Promise<string> {
    const answer = await this.#post(shipment, end).catch((thrown) => {
      throw unreachable(this.name, networkDetail(thrown));
    });
    const { status } = answer;
    if (status >= 200 && status < 300) return `status ${status}`;
    const detail = answerDetail(answer);
    if (status >= 500 || worthRetrying.has(status)) {
      throw new EnergyError("TARGET_FAILED", { target: this.name, detail });
    }
    throw new EnergyError("DOCUMENT_REFUSED", { target: this.name, document: shipment.key, detail });
  }

  #post({ key, document, filename, mediaType, body }: Shipment, end: AbortSignal): Promise<HttpAnswer> {
    const headers = {
      "content-disposition": `attachment; filename="${filename}"`,
      "document-id": document.id,
      "document-version": String(document.version),
      ...(document.reverses !== undefined && { "document-reverses": String(document.reverses) }),
    };
    return signedPost({ ...this.#config, key, mediaType, headers, body }, end);
  }
}
