import { EnergyError, toEnergyError } from "../contract/error";
import { type Fit, fitOf } from "./fingerprint";
import type { ReadRegisters } from "./meter-session";
import type { Profile } from "./profile";

/** A unit id at which something answers. */
export interface FoundMeter {
  readonly unitId: number;
  /** `many`: what came back is no frame, as when two meters have the same unit id. */
  readonly kind: "one" | "many";
  /** The profiles that fit, best first. */
  readonly candidates: readonly (Fit & { readonly profile: string })[];
}

export interface ScanProgress {
  /** Unit ids that were asked. */
  readonly asked: number;
  readonly of: number;
  readonly found: readonly FoundMeter[];
}

export interface ScanOrder {
  readonly from: number;
  readonly to: number;
  readonly profiles: readonly Profile[];
  /** One request at a time, each in time that nobody needs. */
  readonly ask: ReadRegisters;
  readonly tell: (progress: ScanProgress) => void;
  /** Asked before each request. */
  readonly cancelled: () => boolean;
}

const mostCandidates = 5;
const leastScore = 0.3;

/**
 * Asks every unit id whether somebody answers, and what it is. An exception is an answer, silence is none, noise
 * is more than one. Rejects with BUS_… where the bus is lost; a cancelled scan ends with what it has found.
 */
export async function scanBus(order: ScanOrder): Promise<ScanProgress> {
  const found: FoundMeter[] = [];
  const of = order.to - order.from + 1;
  let asked = 0;
  for (let unitId = order.from; unitId <= order.to && !order.cancelled(); unitId++) {
    const meter = await meterAt(unitId, order);
    if (meter) found.push(meter);
    asked += 1;
    order.tell({ asked, of, found: [...found] });
  }
  return { asked, of, found };
}

async function meterAt(unitId: number, order: ScanOrder): Promise<FoundMeter | undefined> {
  const ask: ReadRegisters = (request) => order.ask({ ...request, meter: `unit ${unitId}`, unitId });
  const kind = await presenceOf(ask, unitId);
  if (kind === "none") return undefined;
  const candidates = kind === "one" ? await candidatesFor(ask, order) : [];
  return { unitId, kind, candidates };
}

async function presenceOf(ask: ReadRegisters, unitId: number): Promise<"none" | "one" | "many"> {
  try {
    await ask({ meter: "", unitId, functionCode: 3, address: 0, count: 1 });
    return "one";
  } catch (thrown) {
    const { code } = toEnergyError(thrown);
    if (code.startsWith("BUS_")) throw thrown;
    if (code === "METER_NO_ANSWER" || code === "METER_UNIT_REFUSED") return "none";
    return code === "METER_NOISE" || code === "METER_GARBLED" ? "many" : "one";
  }
}

async function candidatesFor(ask: ReadRegisters, order: ScanOrder): Promise<FoundMeter["candidates"]> {
  const fits: (Fit & { profile: string })[] = [];
  const remembered = remembering(ask);
  for (const profile of order.profiles) {
    if (order.cancelled()) break;
    try {
      const fit = await fitOf(profile, remembered);
      if (fit.score >= leastScore) fits.push({ profile: profile.id, ...fit });
    } catch (thrown) {
      const error = toEnergyError(thrown);
      if (error.code.startsWith("BUS_")) throw error;
      // Silence to this question only: some meters do not answer to addresses that they do not have.
    }
    if (fits.at(-1)?.certain && fits.at(-1)?.score === 1) break;
  }
  return fits.sort((a, b) => b.score - a.score || Number(b.certain) - Number(a.certain)).slice(0, mostCandidates);
}

/** Many profiles ask for the same registers: the meter is asked once. */
function remembering(ask: ReadRegisters): ReadRegisters {
  const answers = new Map<string, Promise<DataView>>();
  return (request) => {
    const key = `${request.functionCode} ${request.address} ${request.count}`;
    const known = answers.get(key) ?? ask(request);
    answers.set(key, known);
    return known;
  };
}

/** The unit ids of a scan as a dialog gives them. Throws CONFIG_INVALID. */
export function scanRange(from: unknown, to: unknown): { from: number; to: number } {
  const range = { from: Number(from ?? 1), to: Number(to ?? 247) };
  for (const [place, unit] of Object.entries(range)) {
    if (Number.isInteger(unit) && unit >= 0 && unit <= 255) continue;
    throw new EnergyError("CONFIG_INVALID", { place, detail: "must be a unit id from 0 to 255" });
  }
  if (range.from > range.to)
    throw new EnergyError("CONFIG_INVALID", { place: "to", detail: "must not be below the first" });
  return range;
}
