import type { Interval, Message, Reading } from "../contract/messages";

/** What is known of a meter's power over a stretch of time. */
export interface PowerSample {
  readonly from: number;
  readonly to: number;
  /** Mean over the stretch, kW. */
  readonly kw: number;
  /** At its begin and at its end, kW; where only energy is known the mean. */
  readonly before: number;
  readonly now: number;
  /** What is new is no measured moment but a mean over so long a time that nothing within it is known. */
  readonly isMean: boolean;
}

/** What must be remembered to know the power of the next stretch. Times are ms UTC. */
export interface PowerTrack {
  /** The latest time that has been taken in. */
  readonly at: number;
  /** The power then; absent where it is made from energy. */
  readonly kw?: number;
  /** The last energy, kWh, of which a difference is made, and when it was read. */
  readonly energy?: number;
  readonly energyAt?: number;
  /** The usual time between two samples. */
  readonly cadenceMs?: number;
  /** When a power or a register was last read: its own intervals bring nothing new then. */
  readonly readAt?: number;
}

export const noPower: PowerTrack = { at: 0 };

const energyNames = ["active_energy_import", "active_energy_total"] as const;
/** A register's last digit makes no power of a second. */
const leastEnergyMs = 60_000;
const leastGapMs = 300_000;
const longestGapMs = 4 * 3_600_000;
const usualCadences = 4;
const hourMs = 3_600_000;
const cadenceShare = 0.1;

export interface PowerSeen {
  readonly track: PowerTrack;
  readonly sample?: PowerSample;
}

/** Power from readings, from registers or from intervals of energy, whichever comes; what is older than the last brings nothing. */
export function powerSeen(track: PowerTrack, message: Reading | Interval): PowerSeen {
  return message.kind === "interval" ? fromInterval(track, message) : fromReading(track, message);
}

export const tellsPower = (message: Message): message is Reading | Interval =>
  message.kind === "reading" || (message.kind === "interval" && message.quantity === "active_energy_import");

function fromReading(track: PowerTrack, { at, values, quality }: Reading): PowerSeen {
  if (quality === "bad" || at <= track.at) return { track };
  const kw = values.active_power;
  if (kw !== undefined) return sampled(track, { at, kw, readAt: at }, meanOf(track.kw, kw), kw, false);
  // Where power is read, too, it only was not due this time.
  if (track.kw !== undefined && at - track.at <= gapOf(track)) return { track };
  const name = energyNames.find((one) => values[one] !== undefined);
  return name === undefined ? { track } : fromRegister(track, at, values[name] as number);
}

const meanOf = (before: number | undefined, kw: number): number => (before === undefined ? kw : (before + kw) / 2);

function fromRegister(track: PowerTrack, at: number, energy: number): PowerSeen {
  const { energy: before, energyAt } = track;
  if (before === undefined || energyAt === undefined || energy < before) {
    return { track: { ...track, at, energy, energyAt: at, readAt: at } };
  }
  if (at - energyAt < leastEnergyMs) return { track };
  const kw = ((energy - before) * hourMs) / (at - energyAt);
  return sampled({ ...track, at: energyAt }, { at, energy, energyAt: at, readAt: at }, kw, kw, true);
}

function fromInterval(track: PowerTrack, { from, to, amount, quality, version }: Interval): PowerSeen {
  // Running ones (version 0) come again, and days hide everything.
  if (version === 0 || quality === "missing" || to - from > hourMs || from < track.at) return { track };
  if (track.readAt !== undefined && to - track.readAt < longestGapMs) return { track };
  if (to - from > 2 * (track.cadenceMs ?? hourMs)) return { track };
  const kw = (amount * hourMs) / (to - from);
  return sampled({ ...track, at: from }, { at: to }, kw, kw, true);
}

const gapOf = ({ cadenceMs = leastGapMs }: PowerTrack): number =>
  Math.min(longestGapMs, Math.max(leastGapMs, usualCadences * cadenceMs));

function sampled(track: PowerTrack, next: PowerTrack, kw: number, now: number, isMean: boolean): PowerSeen {
  const { at: from } = track;
  const took = next.at - from;
  if (from === 0) return { track: next };
  const cadenceMs = track.cadenceMs ?? Math.min(took, longestGapMs);
  const after = {
    ...next,
    cadenceMs: cadenceMs + (Math.min(took, usualCadences * cadenceMs) - cadenceMs) * cadenceShare,
  };
  // What was used in a gap is not known; what flows now is.
  if (took > gapOf(track))
    return isMean
      ? { track: after }
      : { track: after, sample: { from: next.at, to: next.at, kw: now, before: now, now, isMean } };
  return { track: after, sample: { from, to: next.at, kw, before: 2 * kw - now, now, isMean } };
}
