import type { Condition, Interval, Reading } from "../../lib/contract/messages";
import type { LoadConfig } from "../../lib/load/load-config";
import { loadMonitor } from "../../lib/load/load-monitor";
import type { LoadState } from "../../lib/load/load-state";
import { wokenUpTo } from "../../lib/step/advance";

/** The load monitor over the messages of one meter, each at its own time. */
export class MonitorRun {
  readonly #config: LoadConfig;
  readonly #key: string;
  state: LoadState;

  constructor(config: object, meter: string) {
    this.#config = loadMonitor.parseConfig(config);
    this.#key = `works/${meter}`;
    this.state = loadMonitor.initialState(this.#config, this.#key);
  }

  /** Conditions (output 0) and figures (output 1) that this led to. */
  take(message: Reading | Interval): { readonly port: number; readonly condition: Condition }[] {
    const now = message.kind === "interval" ? message.to : message.at;
    const woken = wokenUpTo(loadMonitor, this.#config, this.state, now, this.#key);
    const stepped = loadMonitor.step(this.#config, woken?.state ?? this.state, { type: "message", message }, now);
    this.state = stepped.state;
    return [...(woken?.outputs ?? []), ...stepped.outputs].map(({ port, payload }) => {
      return { port, condition: payload as Condition };
    });
  }
}
