import { replyWith } from "./faults/wire-fault";
import { answer } from "./modbus-slave";
import { type Answer, replyOf } from "./reply";
import type { PlayedBus } from "./simulated-plant";

/**
 * How a simulated bus answers at the time of `clock` (ms UTC). A gateway to Modbus TCP says that nobody answers at an
 * unknown unit id, a serial line is silent there.
 */
export function busAnswer({ model, slaves }: PlayedBus, clock: () => number): Answer {
  const isGateway = model.transport === "tcp";
  const { turnaroundMs } = model.simulated;
  return (unitId, request) => {
    const slave = slaves.get(unitId);
    if (!slave && !isGateway) return undefined;
    const at = clock();
    const pdu = answer(slaves, unitId, request, at);
    const played = slave ? replyWith(slave.faults, unitId, pdu, at) : pdu;
    // A serial line plays the turnaround with its other times.
    if (!played || !isGateway || turnaroundMs === 0) return played;
    const reply = replyOf(played);
    return { ...reply, delayMs: (reply.delayMs ?? 0) + turnaroundMs };
  };
}
