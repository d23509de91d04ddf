import { createHmac } from "node:crypto";

export interface SignedPost {
  readonly url: URL;
  /** Signs the request; absent: unsigned. */
  readonly secret?: string;
  /** Sent as `Authorization: Bearer`. */
  readonly token?: string;
  /** Names what is sent, so that a repetition can be told. */
  readonly key: string;
  readonly mediaType: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface HttpAnswer {
  readonly status: number;
  /** Its beginning, at most 2,000 characters. */
  readonly text: string;
}

const requestMs = 30_000;
const mostAnswer = 2_000;

/**
 * Posts something. `X-Energy-Signature: t=<unix seconds>,v1=<hex>` is HMAC-SHA256 over `<t>.<body>` with the shared
 * secret, so that nobody else can send one, nor the same again much later; `Idempotency-Key` names it. Rejects with what
 * the network gave, at the latest after 30 s.
 */
export async function signedPost(post: SignedPost, end: AbortSignal): Promise<HttpAnswer> {
  const { url, secret, token, key, mediaType, headers, body } = post;
  const answer = await fetch(url, {
    method: "POST",
    // A redirected POST becomes a GET, or takes the signature to somebody else.
    redirect: "manual",
    signal: AbortSignal.any([AbortSignal.timeout(requestMs), end]),
    headers: {
      "content-type": mediaType,
      "idempotency-key": `"${key}"`,
      ...headers,
      ...(secret && { "x-energy-signature": signature(secret, body, Math.floor(Date.now() / 1000)) }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: body as Uint8Array<ArrayBuffer>,
  });
  return { status: answer.status, text: await beginningOf(answer) };
}

/** `time` in unix seconds. */
export function signature(secret: string, body: Uint8Array, time: number): string {
  const hmac = createHmac("sha256", secret).update(`${time}.`).update(body).digest("hex");
  return `t=${time},v1=${hmac}`;
}

/** What a server said beside its status, for a person. */
export function answerDetail({ status, text }: HttpAnswer): string {
  const said = text.replace(/\s+/g, " ").trim().slice(0, 200);
  return said === "" ? `status ${status}` : `status ${status}: ${said}`;
}

/** Reads no more of an answer than is ever shown. One that breaks off, or never ends, has said by its status what matters. */
export async function beginningOf(answer: Response): Promise<string> {
  const reader = answer.body?.getReader();
  if (!reader) return "";
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (let part = await reader.read(); !part.done && text.length < mostAnswer; part = await reader.read()) {
      text += decoder.decode(part.value, { stream: true });
    }
  } catch {
    return text;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  return text;
}
