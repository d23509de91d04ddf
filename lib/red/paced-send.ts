import { setTimeout as pause } from "node:timers/promises";
import type { Node } from "node-red";
import { type Reading, topicOf } from "../contract/messages";

const batch = 50;
const pauseMs = 10;
/** A pause that took so much longer than it should found the flows busy. */
const busyMs = 10;
const mostPauses = 50;

/** Sends many readings as fast as the flows take them; ends early, without an error, when `signal` is aborted. */
export async function sendPaced(node: Node, readings: Iterable<Reading>, signal: AbortSignal): Promise<void> {
  let sent = 0;
  for (const payload of readings) {
    if (signal.aborted) return;
    node.send({ topic: topicOf(payload), payload });
    sent += 1;
    if (sent % batch === 0) await untilIdle();
  }
}

async function untilIdle(): Promise<void> {
  for (let n = 0; n < mostPauses; n++) {
    const begun = performance.now();
    await pause(pauseMs);
    if (performance.now() - begun < pauseMs + busyMs) return;
  }
}
