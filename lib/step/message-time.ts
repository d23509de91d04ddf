import type { Message } from "../contract/messages";

/** The time a message speaks of, which moves a replay's clock. */
export function timeOf(message: Message): number | undefined {
  if ("at" in message) return message.at;
  return "to" in message ? message.to : undefined;
}
