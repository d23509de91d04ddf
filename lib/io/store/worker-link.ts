import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { EnergyError } from "../../contract/error";
import type { Reply, WorkerSetup } from "./protocol";

interface Call {
  resolve(value: unknown): void;
  reject(error: EnergyError): void;
}

/** One thread and the calls that are under way in it. `S`: the service that answers there. */
export class WorkerLink<S> {
  readonly #worker: Worker;
  readonly #calls = new Map<number, Call>();
  #lastId = 0;
  #ended: EnergyError | undefined;

  /** `onEnd` is called once, also when the thread ends because it was asked to. */
  constructor(setup: WorkerSetup, onEnd: (error: EnergyError) => void) {
    this.#worker = new Worker(join(__dirname, "worker.js"), { workerData: setup, name: `journal ${setup.role}` });
    let detail = "its thread ended";
    this.#worker.on("message", (reply: Reply) => this.#settle(reply));
    this.#worker.on("error", (error) => {
      detail = error.message;
    });
    this.#worker.on("exit", () => {
      this.#ended = new EnergyError("STORE_FAILED", { detail });
      for (const call of this.#calls.values()) call.reject(this.#ended);
      this.#calls.clear();
      onEnd(this.#ended);
    });
  }

  call<N extends keyof S & string>(
    name: N,
    ...args: S[N] extends (...args: infer A) => unknown ? A : never
  ): Promise<S[N] extends (...args: never[]) => infer R ? R : never> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#worker.postMessage({ id, name, args });
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle(reply: Reply): void {
    const call = this.#calls.get(reply.id);
    this.#calls.delete(reply.id);
    if ("error" in reply) call?.reject(new EnergyError(reply.error.code, reply.error.params));
    else call?.resolve(reply.value);
  }
}
