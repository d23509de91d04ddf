import { createHash } from "node:crypto";
import { EnergyError } from "../../contract/error";
import type { Outgoing, Sender } from "../../notify/message";
import type { GsmModem } from "./gsm-modem";
import { refused } from "./outcomes";

/** Sends text messages by the plant's own modem, one after the other. */
export class GsmSender implements Sender {
  readonly channel = "sms";
  readonly #modem: Pick<GsmModem, "send">;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(modem: Pick<GsmModem, "send">) {
    this.#modem = modem;
  }

  send({ key, address, short }: Outgoing, end: AbortSignal): Promise<string> {
    const reference = createHash("sha256").update(key).digest()[0] as number;
    const sent = this.#turn.then(() => this.#modem.send(address, short, reference, end));
    this.#turn = sent.catch(() => undefined);
    return sent.catch((thrown) => {
      const isFinal = thrown instanceof EnergyError && thrown.params.final !== undefined;
      throw isFinal ? refused(String(thrown.params.path), String(thrown.params.detail)) : thrown;
    });
  }
}
