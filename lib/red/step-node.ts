import type { Node, NodeAPI, NodeMessage } from "node-red";
import { EnergyError, toEnergyError } from "../contract/error";
import { type Message, topicOf } from "../contract/messages";
import { parseMessage } from "../contract/validate";
import type { StepOutcome } from "../step/outcome";
import type { StepModule } from "../step/step";
import { StepRunner } from "../step/step-runner";
import type { RecordKind, Store } from "../store/store";
import { alarmClock } from "./alarm-clock";
import type { Journalled } from "./journalled";
import { type NodeTools, nodeTools } from "./node-tools";
import type { StatusCode } from "./status";
import { storeOf } from "./store-of";
import { WallClock } from "./wall-clock";

const checkpointMs = 60_000;
const retryMs = 5_000;
/** What comes late comes in crowds, and one count serves them all. */
const recountMs = 2_000;

export interface StepNodeOptions {
  /** Number of the node's outputs. */
  readonly ports: number;
  /** What it reads from the journal after a restart. */
  readonly kinds: readonly RecordKind[];
  /** Id of the energy-store config node; without one the state lives in memory. */
  readonly store: string | undefined;
}

/** For messages that come by another way than a wire. */
export interface StepEntrance {
  /** What it gives is sent as well. Rejects with what the step throws, or as the store does. */
  take(message: Message): Promise<StepOutcome | undefined>;
  /** Parses the configuration again; what was learnt stays. A wrong one is raised, and the one before goes on. */
  reconfigure(): void;
}

/** Wires a step module into a node: restore, catch up, then step every input in its order. Undefined: it cannot work. */
export function stepNode<C, S>(
  RED: NodeAPI,
  node: Node,
  module: StepModule<C, S>,
  rawConfig: unknown,
  options: StepNodeOptions,
): StepEntrance | undefined {
  const tools = nodeTools(RED, node);
  let config: C;
  let store: Store | undefined;
  try {
    config = module.parseConfig(rawConfig);
    store = options.store ? storeOf(RED, options.store) : undefined;
  } catch (error) {
    refuseAll(node, tools, error as EnergyError);
    return undefined;
  }
  const runner = new StepRunner(module, config, node.id, store);
  // What a leap passes over is time in which nobody watched.
  const clock = new WallClock((now) => runner.resume(now));
  let closed = false;
  let retry: NodeJS.Timeout | undefined;

  /** The outputs in the order of their ports, as Node-RED takes them. */
  const portsOf = (outcome: StepOutcome, carrier: NodeMessage) => {
    const ports: NodeMessage[][] = Array.from({ length: options.ports }, () => []);
    // The number of what came in is none of what goes out.
    const { journal: _input, ...kept } = carrier as NodeMessage & Journalled;
    for (const { port, payload, seq } of outcome.outputs) {
      const journal = seq !== undefined && { journal: { seq } };
      ports[port]?.push({
        ...kept,
        ...journal,
        topic: topicOf(payload),
        payload,
      });
    }
    return ports;
  };
  const show = (outcome: StepOutcome): void => {
    tools.status(outcome.status.code as StatusCode, outcome.status.params);
    for (const error of outcome.errors) node.warn(tools.text(error));
  };

  const restore = async (): Promise<void> => {
    tools.status("catching-up");
    await runner.restore(options.kinds, Date.now, (outcome) => node.send(portsOf(outcome, {} as NodeMessage)));
    tools.solved("");
    tools.status("waiting");
    recountSoon();
    alarm.set();
  };
  /** Inputs wait for this; it is renewed when the store has failed, because the state may be ahead of it. */
  let ready = startRestore();
  function renew(): void {
    ready = startRestore();
  }
  function startRestore(): Promise<boolean> {
    return restore().then(
      () => true,
      (error) => {
        if (closed) return false;
        tools.raise("", error);
        tools.status("failed");
        clearTimeout(retry);
        retry = setTimeout(renew, retryMs);
        return false;
      },
    );
  }

  let recounting: NodeJS.Timeout | undefined;
  const recountSoon = (): void => {
    if (closed || recounting || !runner.wantsPast) return;
    recounting = setTimeout(() => {
      runner
        .recount(told)
        .then(
          () => tools.solved("recount"),
          (error) => tools.raise("recount", error, "warning"),
        )
        .finally(() => {
          recounting = undefined;
          recountSoon();
        });
    }, recountMs);
  };

  const told = (outcome: StepOutcome): void => {
    show(outcome);
    if (outcome.outputs.length > 0) node.send(portsOf(outcome, {} as NodeMessage));
  };
  const alarm = alarmClock(
    () => runner.nextWake,
    () =>
      runner.wake(clock.now(), told).then(
        () => tools.solved("wake"),
        (error) => (error?.code === "STORE_FAILED" && !closed ? renew() : tools.raise("wake", error, "warning")),
      ),
  );

  const stepped = async (message: () => Message, seq?: number): Promise<StepOutcome | undefined> => {
    if (!(await ready)) throw new EnergyError("STORE_FAILED", { detail: "its state could not be restored" });
    const parsed = message();
    const now = clock.now();
    const outcome = await (parsed.kind === "query"
      ? runner.answer(parsed, now)
      : runner.input({ type: "message", message: parsed }, now, seq));
    if (!outcome) return undefined;
    show(outcome);
    recountSoon();
    alarm.set();
    return outcome;
  };

  // Inputs are stepped in their order and share the store's group commits: nobody waits for a neighbour's.
  const pending = new Set<Promise<unknown>>();
  const awaited = <T>(job: Promise<T>): Promise<T> => {
    pending.add(job);
    const ended = (): void => void pending.delete(job);
    job.then(ended, ended);
    return job;
  };
  node.on("input", (msg: NodeMessage & Journalled, send, done) => {
    const work = async (): Promise<void> => {
      const outcome = await stepped(() => parseMessage(msg.payload), msg.journal?.seq);
      if (outcome && outcome.outputs.length > 0) send(portsOf(outcome, msg));
    };
    void awaited(work()).then(
      () => done(),
      (error) => {
        // The gateway is stopping: the journal gives this input again at the next start.
        if (closed || error?.code === "STORE_CLOSED") return done();
        if (error?.code === "STORE_FAILED") renew();
        else tools.status("input-refused");
        done(tools.forDone(error));
      },
    );
  });

  const checkpoint = (): Promise<void> =>
    runner.checkpoint().then(
      () => tools.solved("checkpoint"),
      (error) => tools.raise("checkpoint", error, "warning"),
    );
  const timer = setInterval(checkpoint, checkpointMs);
  node.on("close", (done: () => void) => {
    closed = true;
    runner.stop();
    clearInterval(timer);
    clearTimeout(retry);
    clearTimeout(recounting);
    alarm.stop();
    // At once where nothing is on its way: the journal's node closes next, and takes no more after that.
    const ended = pending.size === 0 ? checkpoint() : Promise.allSettled(pending).then(checkpoint);
    void ended.finally(done);
  });
  return {
    reconfigure: () => {
      try {
        runner.reconfigure(module.parseConfig(rawConfig), Date.now());
        tools.solved("config");
        alarm.set();
      } catch (error) {
        tools.raise("config", toEnergyError(error));
      }
    },
    take: async (message) => {
      try {
        const outcome = await awaited(stepped(() => message));
        if (outcome && outcome.outputs.length > 0) node.send(portsOf(outcome, {} as NodeMessage));
        return outcome;
      } catch (error) {
        if (!closed && (error as EnergyError).code === "STORE_FAILED") renew();
        throw error;
      }
    },
  };
}

/** A node that cannot work says why, at once and to every message. */
function refuseAll(node: Node, tools: NodeTools, error: EnergyError): void {
  tools.raise("", error);
  tools.status(error.code === "CONFIG_INVALID" ? "config-error" : "no-store");
  node.on("input", (_msg, _send, done) => done(tools.forDone(error)));
}
