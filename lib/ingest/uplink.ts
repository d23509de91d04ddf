import { EnergyError } from "../contract/error";
import { bytesOfBase64 } from "./payload-decoder";

/** The LoRaWAN facts of an uplink as they stand in the message. */
export interface RawUplink {
  readonly counter: unknown;
  /** Of the network's session; the device's address will do. */
  readonly session?: unknown;
  readonly fPort?: unknown;
  /** Base64. */
  readonly bytes?: unknown;
}

export interface Uplink {
  readonly counter: number;
  readonly session?: string;
  readonly fPort?: number;
  readonly bytes?: Uint8Array;
}

/** LoRaWAN counts in 32 bits. */
const mostFrames = 4_294_967_295;

/** Throws MESSAGE_INVALID with the name of the field. */
export function checkedUplink({ counter, session, fPort, bytes }: RawUplink): Uplink {
  if (!isCount(counter, mostFrames)) refuse("frame counter", "must be a count");
  if (fPort !== undefined && !isCount(fPort, 255)) refuse("port", "must be a number up to 255");
  if (bytes !== undefined && bytes !== null && typeof bytes !== "string") refuse("payload bytes", "must be base64");
  return {
    counter,
    ...(typeof session === "string" && { session: session.slice(0, 64) }),
    ...(fPort !== undefined && { fPort }),
    ...(typeof bytes === "string" && { bytes: bytesOfBase64(bytes) }),
  };
}

const isCount = (value: unknown, most: number): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;

function refuse(place: string, detail: string): never {
  throw new EnergyError("MESSAGE_INVALID", { place, detail });
}
