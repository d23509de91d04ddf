import type { Reading } from "../contract/messages";
import { quantities } from "../metering/quantities";
import { shownValue } from "./encode";
import { occurrenceAt } from "./faults/moments";
import { unreadable } from "./faults/wire-fault";
import type { SimulatedMeter, SimulatedPlant } from "./simulated-plant";

const stepMs = 15 * 60_000;
const hourMs = 60 * 60_000;

/** When the past of the first of its meters begins. */
export function earliestPast({ buses }: SimulatedPlant, now: number): number {
  return now - hourMs * Math.max(0, ...buses.map(({ model }) => model.simulated.pastHours));
}

/**
 * What would have been read on every quarter hour before `now` (ms UTC), oldest first: power and the
 * registers, rounded as the meters show them, so that the first real reading goes on from there.
 * `known` is the time of the newest reading that a meter already has.
 */
export function* pastReadings(
  plant: SimulatedPlant,
  known: ReadonlyMap<string, number>,
  now: number,
): Generator<Reading, void, undefined> {
  const meters = plant.buses.flatMap(({ slaves }) => [...slaves.values()]);
  const firstOf = (meter: SimulatedMeter): number =>
    Math.max(now - meter.pastHours * hourMs, (known.get(meter.model.id) ?? 0) + 1);
  const begins = Math.min(...meters.map(firstOf));
  for (let at = Math.ceil(begins / stepMs) * stepMs; at < now; at += stepMs) {
    for (const meter of meters) {
      if (at >= firstOf(meter) && !unreadable(meter.faults, at)) yield readingAt(plant.site, meter, at);
    }
  }
}

function readingAt(site: string, { model, image, valuesAt, clockFaults }: SimulatedMeter, at: number): Reading {
  const shown = valuesAt(at);
  const values: Record<string, number> = {};
  for (const register of image.profile.registers) {
    const { quantity } = register;
    if (quantity !== "active_power" && quantities.get(quantity)?.kind !== "register") continue;
    if (model.quantities && !model.quantities.includes(quantity)) continue;
    const value = shown(quantity);
    if (value !== undefined) values[quantity] = shownValue(register, value);
  }
  const wrong = clockFaults.find(({ schedule }) => occurrenceAt(schedule, at));
  return { kind: "reading", site, meter: model.id, at: at + (wrong?.offsetMs ?? 0), values, quality: "good" };
}
