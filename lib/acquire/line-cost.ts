import type { BusConfig } from "./bus-config";
import type { SerialSettings } from "./profile";
import { characterMs, silenceMs } from "./serial-timing";

/** What reading costs on one line: a request costs `requestMs` and each register that it carries `registerMs` more. */
export interface LineCost {
  readonly requestMs: number;
  readonly registerMs: number;
}

/** A read request and its answer without registers, CRC included: 8 and 5 bytes. */
const frameCharacters = 13;

/** What a meter usually takes to answer, where neither the bus nor the profile says. */
const usualTurnaroundMs = { serial: 20, network: 2 } as const;
/** A register's two bytes at 100 Mbit/s: enough to prefer a shorter block, never to ask once more for it. */
const networkRegisterMs = 0.000_16;

/**
 * The cost of requests on a bus: the bytes of both frames, the silence before each of them, the pause that
 * the bus is given and the meter's turnaround. `meter` is what its profile says of these.
 */
export function lineCost(bus: BusConfig, meter: SerialSettings = {}): LineCost {
  const { line } = bus;
  const turnaround = bus.turnaroundMs ?? meter.turnaroundMs ?? usualTurnaroundMs[line ? "serial" : "network"];
  const pause = Math.max(bus.pauseMs, meter.pauseMs ?? 0);
  if (!line) return { requestMs: turnaround + pause, registerMs: networkRegisterMs };
  const character = characterMs(line);
  return {
    requestMs: frameCharacters * character + 2 * silenceMs(line) + pause + turnaround,
    registerMs: 2 * character,
  };
}
