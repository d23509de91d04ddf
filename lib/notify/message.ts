import type { Channel } from "../contract/alerts";

/** A message to one address, ready to be handed over. */
export interface Outgoing {
  /** The same message sent again has the same. */
  readonly key: string;
  readonly address: string;
  /** One line. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Short, for a phone. */
  readonly short: string;
  /** JSON for programs. */
  readonly body: string;
}

/** Hands messages of one channel over. */
export interface Sender {
  readonly channel: Channel;
  /**
   * Resolves with what the receiver said once it has the message. Rejects with NOTIFICATION_REFUSED where it will never
   * take it, with anything else where it may later. `end` breaks it off.
   */
  send(message: Outgoing, end: AbortSignal): Promise<string>;
}
