import type { Schedule } from "./moments";

/**
 * What can be wrong. `wire`: the answer does not come, or not as it should; `metering`: the meter shows something
 * else than was used; `load`: the machine itself uses something else.
 */
export const faultNames = [
  "silence",
  "slow",
  "exception",
  "wrong-unit",
  "broken-crc",
  "half-frame",
  "garbage",
  "cut-connection",
  "stuck",
  "rollover",
  "zero-read",
  "reset",
  "swap",
  "wrong-clock",
  "leak",
  "drift",
  "spike",
] as const;

export type FaultName = (typeof faultNames)[number];

interface FaultBase<Name extends FaultName> {
  readonly fault: Name;
  readonly meter: string;
  readonly schedule: Schedule;
  /** Of its own chance. */
  readonly seed: number;
}

interface WireFaultBase<Name extends FaultName> extends FaultBase<Name> {
  /** Share of the answers that it strikes, 0 to 1; absent: all. */
  readonly share?: number;
}

export type WireFault =
  | WireFaultBase<"silence" | "broken-crc" | "half-frame" | "garbage" | "cut-connection">
  | (WireFaultBase<"slow"> & { readonly delayMs: number })
  | (WireFaultBase<"exception"> & { readonly code: number })
  | (WireFaultBase<"wrong-unit"> & { readonly unitId?: number });

export type MeteringFault =
  | (FaultBase<"stuck"> & { readonly quantities?: readonly string[] })
  /** `maximum`: the value, in the quantity's unit, at which the register begins at 0 again. */
  | (FaultBase<"rollover"> & { readonly maximum: number; readonly quantities?: readonly string[] })
  | FaultBase<"zero-read" | "reset">
  /** `registers`: what the new meter's registers show at first; others begin at 0. */
  | (FaultBase<"swap"> & { readonly serialNumber: number; readonly registers: Readonly<Record<string, number>> });

export type LoadFault =
  | (FaultBase<"leak" | "spike"> & { readonly powerKw: number })
  | (FaultBase<"drift"> & { readonly powerKwPerDay: number });

/** Offset of the times in the readings of the past. */
export type ClockFault = FaultBase<"wrong-clock"> & { readonly offsetMs: number };

export type Fault = WireFault | MeteringFault | LoadFault | ClockFault;

const load: ReadonlySet<FaultName> = new Set(["leak", "drift", "spike"]);
const metering: ReadonlySet<FaultName> = new Set(["stuck", "rollover", "zero-read", "reset", "swap"]);

export const isLoadFault = (fault: Fault): fault is LoadFault => load.has(fault.fault);
export const isMeteringFault = (fault: Fault): fault is MeteringFault => metering.has(fault.fault);
export const isClockFault = (fault: Fault): fault is ClockFault => fault.fault === "wrong-clock";
export const isWireFault = (fault: Fault): fault is WireFault =>
  !isLoadFault(fault) && !isMeteringFault(fault) && !isClockFault(fault);
