import type { Node } from "node-red";
import type { RegisterRequest } from "../acquire/meter-session";
import { EnergyError } from "../contract/error";
import type { Connect, Connection } from "../io/modbus/connection";
import { requestError } from "../io/modbus/request-error";

/** What is used of a `modbus-client` config node of node-red-contrib-modbus 5.23. */
interface ContribClient extends Node {
  readonly messageAllowedStates: readonly string[];
  readonly actualServiceState: { readonly value: string };
  registerForModbus(id: string): void;
  deregisterForModbus(id: string, done: () => void): void;
  emit(event: "readModbus", order: ContribOrder, done: ReadDone, failed: (thrown: unknown) => void): boolean;
}

interface ContribOrder {
  readonly topic: string;
  readonly messageId: string;
  readonly payload: {
    readonly unitid: number;
    readonly fc: number;
    readonly address: number;
    readonly quantity: number;
    readonly messageId: string;
  };
}

type ReadDone = (answer: { readonly buffer?: Buffer } | undefined) => void;

const lookMs = 20;
/** The client's queue and its pause between commands come on top of the time that a meter is given. */
const queueMs = 5_000;

const isClient = (node: Node | null): node is ContribClient =>
  typeof (node as Partial<ContribClient> | null)?.registerForModbus === "function";

const isReady = ({ messageAllowedStates, actualServiceState }: ContribClient): boolean =>
  messageAllowedStates.includes(actualServiceState.value);

/**
 * Reads through the `modbus-client` that an integrator already has: the line stays with it, and its queue keeps our
 * requests and others' apart. `find` gives the node as it is now, `user` is who registers with it.
 */
export function contribConnect(find: () => Node | null, user: string): Connect {
  return async (timeoutMs) => {
    const client = find();
    if (!isClient(client)) throw new EnergyError("NODE_UNCONFIGURED", { place: "client" });
    client.registerForModbus(user);
    const until = performance.now() + Math.max(timeoutMs, queueMs);
    while (!isReady(client)) {
      if (performance.now() > until || find() !== client) {
        client.deregisterForModbus(user, () => {});
        const detail = `the modbus-client is in state "${client.actualServiceState.value}"`;
        throw new EnergyError("BUS_UNREACHABLE", { bus: nameOf(client), detail });
      }
      await new Promise((resolve) => setTimeout(resolve, lookMs));
    }
    return new ContribConnection(client, () => find() === client, user);
  };
}

const nameOf = (client: Node): string => `modbus-client ${client.name || client.id}`;

class ContribConnection implements Connection {
  readonly #client: ContribClient;
  readonly #deployed: () => boolean;
  readonly #user: string;
  readonly worn = false;
  #asked = 0;
  #closed = false;

  constructor(client: ContribClient, deployed: () => boolean, user: string) {
    this.#client = client;
    this.#deployed = deployed;
    this.#user = user;
  }

  get open(): boolean {
    return !this.#closed && this.#deployed() && isReady(this.#client);
  }

  read(request: RegisterRequest, timeoutMs: number): Promise<DataView> {
    const { unitId, functionCode, address, count } = request;
    const bus = nameOf(this.#client);
    const messageId = `${this.#user} ${this.#asked++}`;
    const payload = { unitid: unitId, fc: functionCode, address, quantity: count, messageId };
    return new Promise((resolve, reject) => {
      const fail = (thrown: unknown): void => reject(requestError(thrown, request, bus, timeoutMs));
      const guard = setTimeout(() => fail({ name: "TransactionTimedOutError" }), timeoutMs + queueMs);
      const done: ReadDone = (answer) => {
        clearTimeout(guard);
        const buffer = answer?.buffer;
        if (buffer?.length === 2 * count) resolve(new DataView(buffer.buffer, buffer.byteOffset, buffer.length));
        else fail(new Error(`${buffer?.length ?? 0} bytes instead of ${2 * count}`));
      };
      const failed = (thrown: unknown): void => {
        clearTimeout(guard);
        fail(named(thrown));
      };
      this.#client.emit("readModbus", { topic: messageId, messageId, payload }, done, failed);
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#deployed()) this.#client.deregisterForModbus(this.#user, () => {});
  }
}

/** The client passes on the library's messages only: what the library had said of them is in their words. */
function named(thrown: unknown): unknown {
  const { message = "" } = (thrown ?? {}) as { message?: string };
  const [, exception] = /^Modbus exception (\d+)/.exec(message) ?? [];
  if (exception) return { message, modbusCode: Number(exception) };
  return message === "Timed out" ? { message, name: "TransactionTimedOutError" } : thrown;
}
