import type { Outgoing, Sender } from "../../notify/message";
import { withoutSecrets } from "../../notify/secrets";
import { basicOf, type SmsProvider, smsRequest } from "../../notify/sms-provider";
import { answerDetail, beginningOf, type HttpAnswer } from "../http/signed-post";
import { networkDetail } from "../targets/influx-server";
import { notNow, refused, unreachable } from "./outcomes";

export interface SmsAccount {
  readonly account: string;
  readonly token: string;
  /** Number or name that a message comes from. */
  readonly sender: string;
}

const requestMs = 30_000;
/** A message or number that the provider will never take. */
const neverTaken = new Set([400, 413, 422]);

/** Sends text messages through a provider's HTTP interface. */
export class SmsHttpSender implements Sender {
  readonly channel = "sms";
  readonly #provider: SmsProvider;
  readonly #account: SmsAccount;

  constructor(provider: SmsProvider, account: SmsAccount) {
    this.#provider = provider;
    this.#account = account;
  }

  async send({ key, address, short }: Outgoing, end: AbortSignal): Promise<string> {
    const { url, headers, body } = smsRequest(this.#provider, { ...this.#account, to: address, text: short, key });
    const name = url.origin;
    const answer = await this.#post(url, headers, body, end).catch((thrown) => {
      throw unreachable(name, this.#without(networkDetail(thrown)));
    });
    const detail = answerDetail({ ...answer, text: this.#without(answer.text) });
    const isGood = answer.status >= 200 && answer.status < 300;
    if (isGood && new RegExp(this.#provider.taken ?? "").test(answer.text)) return detail;
    throw neverTaken.has(answer.status) ? refused(name, detail) : notNow(name, detail);
  }

  async #post(
    url: URL,
    headers: Readonly<Record<string, string>>,
    body: string,
    end: AbortSignal,
  ): Promise<HttpAnswer> {
    const answer = await fetch(url, {
      method: "POST",
      redirect: "manual",
      signal: AbortSignal.any([AbortSignal.timeout(requestMs), end]),
      headers,
      body,
    });
    return { status: answer.status, text: await beginningOf(answer) };
  }

  /** Some providers repeat in their answer what they were sent. */
  #without(text: string): string {
    const { token, account } = this.#account;
    return withoutSecrets(text, [token, account, basicOf(account, token)]);
  }
}
