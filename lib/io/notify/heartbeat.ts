import { setTimeout as sleep } from "node:timers/promises";
import { type EnergyError, toEnergyError } from "../../contract/error";
import { networkDetail } from "../targets/influx-server";
import { notNow, unreachable } from "./outcomes";

export interface HeartbeatConfig {
  /** Address of a watcher outside; whatever follows the host may be secret. */
  readonly url: URL;
  readonly intervalMs: number;
}

export interface HeartbeatEvents {
  beaten(at: number): void;
  /** The address could not be reached or answered with an error, or the gateway is not well enough to say so. */
  missed(error: EnergyError): void;
}

const requestMs = 15_000;

/**
 * Tells an outside address at an interval that the gateway works. It is silent as soon as that is not so: `alive`
 * rejects where the gateway does not do its work, and the watcher outside raises the alarm.
 */
export class Heartbeat {
  readonly #config: HeartbeatConfig;
  readonly #alive: () => Promise<void>;
  readonly #events: HeartbeatEvents;
  readonly #end = new AbortController();

  constructor(config: HeartbeatConfig, alive: () => Promise<void>, events: HeartbeatEvents) {
    this.#config = config;
    this.#alive = alive;
    this.#events = events;
  }

  /** Runs until `stop`; never rejects. */
  async run(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      try {
        await this.#alive();
        await this.#beat();
        this.#events.beaten(Date.now());
      } catch (thrown) {
        if (!signal.aborted) this.#events.missed(toEnergyError(thrown));
      }
      await sleep(this.#config.intervalMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  stop(): void {
    this.#end.abort();
  }

  async #beat(): Promise<void> {
    const { url } = this.#config;
    const signal = AbortSignal.any([AbortSignal.timeout(requestMs), this.#end.signal]);
    const answer = await fetch(url, { method: "GET", redirect: "manual", signal }).catch((thrown) => {
      throw unreachable(url.origin, networkDetail(thrown));
    });
    await answer.body?.cancel();
    if (answer.status >= 400) throw notNow(url.origin, `status ${answer.status}`);
  }
}
