import { toEnergyError } from "../contract/error";
import type { Look } from "../io/report/report-delivery";
import { alarmClock } from "./alarm-clock";
import type { NodeTools } from "./node-tools";
import type { StatusCode } from "./status";

/** How long after a trouble it is looked again whether a report is due. */
const retryMs = 3_600_000;

const statusOf: Readonly<Record<Look["result"], StatusCode>> = {
  nothing: "ready",
  delivered: "ready",
  waiting: "waiting",
  "mail-failed": "failed",
};

/** Looks at once, and then whenever the look before said so, until it is stopped; tells how it went. */
export function reportClock(tools: NodeTools, look: () => Promise<Look>): { stop(): void } {
  let next = Date.now();
  let stopped = false;
  const ring = async (): Promise<void> => {
    if (Date.now() < next) return;
    try {
      const { result, next: later, error } = await look();
      next = later;
      tools.solved("report");
      if (error) tools.raise("mail", error, "warning");
      else tools.solved("mail");
      tools.status(statusOf[result]);
    } catch (error) {
      next = Date.now() + retryMs;
      if (stopped) return;
      tools.raise("report", toEnergyError(error));
      tools.status("failed");
    }
  };
  const clock = alarmClock(() => next, ring);
  clock.set();
  return {
    stop() {
      stopped = true;
      clock.stop();
    },
  };
}
