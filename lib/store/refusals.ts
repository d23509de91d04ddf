import { EnergyError } from "../contract/error";
import type { JournalRecord, QuarantineEntry } from "./store";

/**
 * Sends records; where the target refuses some for good (TARGET_REFUSED), halves the batch until
 * they are found, so that the rest arrives. Any other error ends it: what was sent before is sent
 * again later and changes nothing then.
 */
export async function sendAround(
  records: readonly JournalRecord[],
  send: (records: readonly JournalRecord[]) => Promise<void>,
): Promise<QuarantineEntry[]> {
  try {
    await send(records);
    return [];
  } catch (thrown) {
    if (!(thrown instanceof EnergyError) || thrown.code !== "TARGET_REFUSED") throw thrown;
    const [first] = records;
    if (records.length === 1 && first) return [{ seq: first.seq, reason: String(thrown.params.detail) }];
  }
  const middle = Math.ceil(records.length / 2);
  const before = await sendAround(records.slice(0, middle), send);
  return [...before, ...(await sendAround(records.slice(middle), send))];
}
