import { EnergyError } from "../../contract/error";
import type { Connect } from "./connection";

/** Connections that belong to somebody else in this process, by the id of who has them. */
const shared = new Map<string, readonly Connect[]>();

/** Offers one; gives how to withdraw it. */
export function shareClient(id: string, connect: Connect): () => void {
  shared.set(id, [...(shared.get(id) ?? []), connect]);
  return () => {
    const left = (shared.get(id) ?? []).filter((other) => other !== connect);
    if (left.length > 0) shared.set(id, left);
    else shared.delete(id);
  };
}

/** Connects through whoever offers this id when it is needed; rejects with NODE_UNCONFIGURED where nobody does. */
export function connectShared(id: string): Connect {
  return async (timeoutMs) => {
    const connect = shared.get(id)?.at(-1);
    if (!connect) throw new EnergyError("NODE_UNCONFIGURED", { place: "client" });
    return connect(timeoutMs);
  };
}
