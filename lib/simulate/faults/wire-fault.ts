import { chance, seedOf } from "../chance";
import type { Reply } from "../reply";
import type { WireFault } from "./fault";
import { occurrenceAt } from "./moments";

const highestUnitId = 247;

/** What comes back over the wire at `at` instead of the meter's own answer `pdu`; undefined: nothing. */
export function replyWith(
  faults: readonly WireFault[],
  unitId: number,
  pdu: Uint8Array,
  at: number,
): Uint8Array | Reply | undefined {
  const striking = faults.filter((fault) => strikes(fault, at));
  if (striking.length === 0) return pdu;
  let delayMs = 0;
  for (const fault of striking) if (fault.fault === "slow") delayMs += fault.delayMs;
  // One answer can be wrong in one way only: in the first that the scenario names.
  const first = striking.find(({ fault }) => fault !== "slow");
  const wrong = first ? wrongReply(first, unitId, pdu, at) : { pdu };
  return wrong && { ...wrong, delayMs };
}

/** Whether a reader gets no values at `at`, however long it waits. */
export function unreadable(faults: readonly WireFault[], at: number): boolean {
  return faults.some((fault) => fault.fault !== "slow" && strikes(fault, at));
}

function strikes(fault: WireFault, at: number): boolean {
  return occurrenceAt(fault.schedule, at) !== undefined && chance(fault.seed, at) < (fault.share ?? 1);
}

function wrongReply(fault: WireFault, unitId: number, pdu: Uint8Array, at: number): Reply | undefined {
  switch (fault.fault) {
    case "silence":
      return undefined;
    case "slow":
      return { pdu };
    case "exception":
      return { pdu: Uint8Array.of((pdu[0] ?? 0) | 0x80, fault.code) };
    case "wrong-unit":
      return { pdu, unitId: fault.unitId ?? (unitId % highestUnitId) + 1 };
    case "broken-crc":
      return { pdu, reshape: brokenCrc };
    case "half-frame":
      return { pdu, reshape: firstHalf };
    case "cut-connection":
      return { pdu, reshape: firstHalf, hangUp: true };
    case "garbage":
      return { pdu, reshape: (frame) => noise(frame.length, seedOf(fault.seed, String(at))) };
  }
}

const firstHalf = (frame: Uint8Array): Uint8Array => frame.slice(0, Math.floor(frame.length / 2));

const brokenCrc = (frame: Uint8Array): Uint8Array => frame.with(-1, (frame.at(-1) ?? 0) ^ 0xff);

const noise = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => Math.floor(256 * chance(seed, index)));
