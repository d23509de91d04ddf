import { randomUUID } from "node:crypto";
import type { BusConfig } from "../acquire/bus-config";
import { lineCost } from "../acquire/line-cost";
import type { Profile } from "../acquire/profile";
import { type ScanProgress, scanBus } from "../acquire/scan";
import { EnergyError, toEnergyError } from "../contract/error";
import { type BusLease, leaseBus } from "./modbus/bus-pool";

/** A scan that runs or has ended. */
export interface Scan {
  readonly id: string;
  readonly state: "running" | "done" | "cancelled" | "failed";
  readonly progress: ScanProgress;
  readonly error?: EnergyError;
}

/** What a request usually takes beyond its estimate, as a factor and in ms. */
const usual = { times: 1.5, ms: 20 };
/** A browser that has gone does not ask any more. */
const forgottenAfterMs = 60_000;
const mostScans = 4;

interface Running extends Omit<Scan, "state" | "progress" | "error"> {
  state: Scan["state"];
  progress: ScanProgress;
  error?: EnergyError;
  seenAt: number;
}

const scans = new Map<string, Running>();

/** Looks for meters on a bus, beside whatever is read there. Rejects nothing: the scan tells. Throws SCAN_BUSY. */
export function startScan(bus: BusConfig, range: { from: number; to: number }, profiles: readonly Profile[]): Scan {
  forgetOld();
  if (scans.size >= mostScans) throw new EnergyError("SCAN_BUSY", { most: mostScans });
  const progress = { asked: 0, of: range.to - range.from + 1, found: [] };
  const scan: Running = { id: randomUUID(), state: "running", progress, seenAt: performance.now() };
  scans.set(scan.id, scan);
  void run(scan, bus, range, profiles);
  return scan;
}

/** Undefined where there is none of this id, or nobody asked for it for a minute. */
export function scanOf(id: string): Scan | undefined {
  const scan = scans.get(id);
  if (scan) scan.seenAt = performance.now();
  return scan;
}

/** Ends a scan after the request that is on its way. */
export function cancelScan(id: string): void {
  const scan = scans.get(id);
  if (scan?.state === "running") scan.state = "cancelled";
}

async function run(
  scan: Running,
  bus: BusConfig,
  range: { from: number; to: number },
  profiles: readonly Profile[],
): Promise<void> {
  const { requestMs, registerMs } = lineCost(bus);
  let lease: BusLease | undefined;
  try {
    lease = leaseBus(bus);
    const { turns, bus: way } = lease;
    scan.progress = await scanBus({
      ...range,
      profiles,
      ask: (request) => {
        const usualMs = usual.ms + usual.times * (requestMs + request.count * registerMs);
        // As long as any other request: a slow meter must not be taken for none.
        return turns.spare(usualMs, () => way.read(request, bus.timeoutMs));
      },
      tell: (progress) => {
        scan.progress = progress;
      },
      cancelled: () => scan.state !== "running" || performance.now() - scan.seenAt > forgottenAfterMs,
    });
    if (scan.state === "running") scan.state = "done";
  } catch (thrown) {
    scan.state = "failed";
    scan.error = toEnergyError(thrown);
  } finally {
    lease?.release();
  }
}

function forgetOld(): void {
  for (const [id, scan] of scans) {
    if (performance.now() - scan.seenAt > forgottenAfterMs) scans.delete(id);
  }
}
