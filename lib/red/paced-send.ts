import { setTimeout as pause } from "node:timers/promises";
import type { Node } from "node-red";
import { type Reading, topicOf } from "../contract/messages";

const batch = 50;
const pauseMs = 10;

/** Sends many readings without holding up the flows; ends early, without an error, when `signal` is aborted. */
export async function sendPaced(node: Node, readings: Iterable<Reading>, signal: AbortSignal): Promise<void> {
  let sent = 0;
  for (const payload of readings) {
    if (signal.aborted) return;
    node.send({ topic: topicOf(payload), payload });
    sent += 1;
    if (sent % batch === 0) await pause(pauseMs);
  }
}
