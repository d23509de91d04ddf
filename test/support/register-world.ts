import type { MeterEvent, Reading } from "../../dist/lib/contract/messages.js";
import { chanceOf } from "./chance.ts";

export const faults = ["wrap", "reset", "low-glitch", "high-glitch", "gap", "swap", "clock", "standstill"] as const;
export type Fault = (typeof faults)[number];

/** A reading as the meter gave it, and what its maker knows of it. */
export interface Told {
  readonly reading: Reading;
  /** When it was measured in truth; its own time may be wrong. */
  readonly measured: number;
  /** Does not show what the register had counted at its time. */
  readonly wrong?: true;
}

/** A meter's readings for some hours, and the truth about them. Energies in millionths of a kWh. */
export interface World {
  readonly seed: number;
  readonly ratedPowerKw: number;
  /** The last digit of the register. */
  readonly digit: number;
  /** Where the register returns to 0, kWh. */
  readonly turnKwh: number;
  readonly told: readonly Told[];
  readonly events: readonly MeterEvent[];
  /** Energy between the first and the last right reading. */
  readonly energy: number;
  /** The most of it that no reading can show, because a reset swallowed it. */
  readonly hidden: number;
  /** Stretches between readings in which a reset happened. */
  readonly resets: readonly { readonly from: number; readonly to: number }[];
}

export const worldStart = Date.UTC(2026, 2, 10, 8, 0);
const kWh = 1_000_000;
/** Readings between two faults, so that each can be told from the next. */
const spacing = 8;

/** A load bounded by rated power, a register of limited digits, and faults of these kinds. */
export function worldOf(seed: number, kinds: readonly Fault[]): World {
  const chance = chanceOf(seed);
  const among = <T>(values: readonly T[]): T => values[Math.floor(chance() * values.length)] as T;
  const ratedPowerKw = among([5, 40, 250, 1600]);
  const digit = among([1, 1000, 10_000, 100_000, kWh]);
  const cadence = among([60_000, 60_000, 120_000, 300_000]);
  const count = 60 + Math.floor(chance() * 140);
  const perStep = (ratedPowerKw * kWh * cadence) / 3_600_000;
  const shortTurn = kinds.includes("wrap") && chance() < 0.5;
  const turn = 10 ** Math.ceil(Math.log10((perStep * (shortTurn ? 250 : 2500)) / kWh)) * kWh;

  const plan = new Map<number, Fault>();
  for (let index = spacing; index < count - 2 * spacing; index += spacing + Math.floor(chance() * 12)) {
    if (kinds.length > 0 && chance() < 0.7) plan.set(index, among(kinds));
  }

  const told: Told[] = [];
  const events: MeterEvent[] = [];
  const resets: { from: number; to: number }[] = [];
  let energy = 0;
  let hidden = 0;
  // Without wraps the register stays far from its end.
  const room = kinds.includes("wrap") ? 1 : 0.5;
  let register = Math.floor((chance() * turn * room) / digit) * digit;
  if (kinds.includes("wrap") && chance() < 0.5)
    register = turn - Math.floor((perStep * count * chance() * 0.5) / digit) * digit;
  register = ((register % turn) + turn) % turn;
  let power = chance();
  let isClockRight = true;
  let silentUntil = 0;
  let stuckUntil = 0;
  let stuckAt = 0;
  let lastRight = worldStart;
  let energyAtLastRight = 0;
  /** Right readings since the register wrapped: too few of them cannot tell a reset from a wrap. */
  let sinceWrap = spacing;
  const advance = (amount: number): void => {
    energy += amount;
    if (register + amount >= turn) sinceWrap = 0;
    register = (register + amount) % turn;
  };
  const shown = (): number => Math.floor(register / digit) * digit;

  for (let index = 0; index < count; index++) {
    const at = worldStart + index * cadence;
    if (chance() < 0.1) power = chance() < 0.2 ? 0 : chance();
    // The last readings only confirm what was before.
    const used = index === 0 || index >= count - 6 ? 0 : Math.round(perStep * power);
    const fault = plan.get(index);
    const far = register > perStep * 12 + digit * 5 && turn - register > perStep * 80;
    if (fault === "reset" && far && index >= silentUntil && sinceWrap >= spacing) {
      // What was used since the last reading and before it fell is not to be seen in any.
      const lost = Math.round(used * chance());
      energy += lost;
      hidden += energy - energyAtLastRight + digit;
      register = 0;
      advance(used - lost);
      resets.push({ from: lastRight, to: at });
    } else if (fault === "swap") {
      const before = Math.round(used / 2);
      advance(before);
      const final = shown();
      register = Math.floor((chance() * turn * 0.9 * room) / digit) * digit;
      events.push({
        kind: "event",
        site: "s",
        meter: "m",
        at: at - cadence / 2,
        event: "swap",
        final: final / kWh,
        first: register / kWh,
      });
      lastRight = at - cadence / 2;
      energyAtLastRight = energy;
      advance(used - before);
    } else {
      advance(used);
    }
    const ahead = cadence * (spacing + Math.floor(chance() * 20));
    if (fault === "gap") silentUntil = Math.min(count - spacing, index + 2 + Math.floor(chance() * 40));
    if (fault === "standstill" && turn - register > perStep * 40) {
      stuckUntil = Math.min(index + 7, count - spacing);
      stuckAt = shown();
    }
    if (index < silentUntil) continue;
    const value = index < stuckUntil ? stuckAt : shown();
    const tell = (time: number, counts: number, wrong: boolean): void => {
      const values = { active_energy_import: Math.round(counts) / kWh };
      const reading: Reading = { kind: "reading", site: "s", meter: "m", at: time, values, quality: "good" };
      told.push({ reading, measured: at, ...(wrong && { wrong: true }) });
    };
    if (fault === "low-glitch")
      tell(at, chance() < 0.6 ? 0 : Math.floor((value * chance() * 0.5) / digit) * digit, true);
    else if (fault === "high-glitch")
      tell(at, value + Math.ceil((perStep * count * (3 + chance() * 1000)) / digit) * digit, true);
    else if (fault === "clock" && isClockRight && index + ahead / cadence < count - spacing) {
      // Once only: several that agree with each other would be as good as a course of their own.
      isClockRight = false;
      tell(at + ahead + 1234, value, true);
    } else {
      tell(at, value, false);
      sinceWrap++;
      lastRight = at;
      energyAtLastRight = energy;
    }
  }
  const sensible = told.filter(
    (each) => each.wrong !== true || each.reading.at === each.measured || contradicts(each, told, events),
  );
  return { seed, ratedPowerKw, digit, turnKwh: turn / kWh, told: sensible, events, energy, hidden, resets };
}

/** Whether a reading with a wrong time is seen to be wrong: where the register stood still, it could be right. */
function contradicts({ reading, measured }: Told, told: readonly Told[], events: readonly MeterEvent[]): boolean {
  // The value of a meter that had been exchanged meanwhile says nothing about the new one.
  if (events.some(({ at }) => at > measured && at < reading.at)) return false;
  const before = told.findLast(({ reading: { at }, wrong }) => !wrong && at < reading.at);
  return before?.reading.values.active_energy_import !== reading.values.active_energy_import;
}
