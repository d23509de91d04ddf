import { createHmac } from "node:crypto";
import { EnergyError } from "../../contract/error";
import type { Shipment } from "../../erp/shipment";
import { networkDetail } from "../targets/influx-server";
import { type PushTarget, unreachable } from "./push-target";

export interface HttpPushConfig {
  readonly url: URL;
  /** Signs every request; absent: unsigned. */
  readonly secret?: string;
  /** Sent as `Authorization: Bearer`. */
  readonly token?: string;
}

const requestMs = 30_000;
const mostAnswer = 2_000;
/** What may go better later (RFC 9110): a timeout, too early, too many requests. */
const worthRetrying = new Set([408, 425, 429]);

/**
 * Posts each document. `X-Energy-Signature: t=<unix seconds>,v1=<hex>` is HMAC-SHA256 over `<t>.<body>` with the shared
 * secret, so that nobody else can send one, nor the same again much later; `Idempotency-Key` names the document.
 */
export class HttpPush implements PushTarget {
  readonly name: string;
  readonly #config: HttpPushConfig;

  constructor(config: HttpPushConfig) {
    this.#config = config;
    this.name = `${config.url.origin}${config.url.pathname}`;
  }

  async send(shipment: Shipment, end: AbortSignal): Promise<string> {
    const { status, text } = await this.#post(shipment, end).catch((thrown) => {
      throw unreachable(this.name, networkDetail(thrown));
    });
    if (status >= 200 && status < 300) return `status ${status}`;
    const said = text.replace(/\s+/g, " ").trim().slice(0, 200);
    const detail = said === "" ? `status ${status}` : `status ${status}: ${said}`;
    if (status >= 500 || worthRetrying.has(status)) throw unreachable(this.name, detail);
    throw new EnergyError("DOCUMENT_REFUSED", { target: this.name, document: shipment.key, detail });
  }

  async #post(shipment: Shipment, end: AbortSignal): Promise<{ status: number; text: string }> {
    const { key, document, filename, mediaType, body } = shipment;
    const { url, secret, token } = this.#config;
    const answer = await fetch(url, {
      method: "POST",
      // A redirected POST becomes a GET, or takes the signature to somebody else.
      redirect: "manual",
      signal: AbortSignal.any([AbortSignal.timeout(requestMs), end]),
      headers: {
        "content-type": mediaType,
        "content-disposition": `attachment; filename="${filename}"`,
        "idempotency-key": `"${key}"`,
        "document-id": document.id,
        "document-version": String(document.version),
        ...(document.reverses !== undefined && { "document-reverses": String(document.reverses) }),
        ...(secret && { "x-energy-signature": signature(secret, body, Math.floor(Date.now() / 1000)) }),
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body: body as Uint8Array<ArrayBuffer>,
    });
    return { status: answer.status, text: await beginningOf(answer) };
  }
}

/** `time` in unix seconds. */
export function signature(secret: string, body: Uint8Array, time: number): string {
  const hmac = createHmac("sha256", secret).update(`${time}.`).update(body).digest("hex");
  return `t=${time},v1=${hmac}`;
}

async function beginningOf(answer: Response): Promise<string> {
  const reader = answer.body?.getReader();
  if (!reader) return "";
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (let part = await reader.read(); !part.done && text.length < mostAnswer; part = await reader.read()) {
      text += decoder.decode(part.value, { stream: true });
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  return text;
}
