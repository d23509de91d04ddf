import type { EnergyError } from "../contract/error";
import type { Reading } from "../contract/messages";
import { quantities } from "../metering/quantities";
import { quantitiesOfPulses } from "../site/pulse-source";
import {
  type BusMeter,
  isBusMeter,
  isPulseMeter,
  isVirtualMeter,
  type MeterModel,
  type SiteModel,
} from "../site/site-model";
import { formatTime } from "./time";

/** What is known of a meter besides its entry in the site model. */
export interface MeterCondition {
  readonly state: "waiting" | "online" | "failing";
  readonly lastSeen?: number;
  readonly error?: EnergyError;
  /** The last of every value. */
  readonly values?: Readonly<Record<string, number>>;
}

export interface DevicesInput {
  readonly site: SiteModel;
  readonly conditions: ReadonlyMap<string, MeterCondition>;
  readonly latest: readonly Reading[];
  /** The quantities of a profile; none where there is no such profile. */
  readonly profiled: (meter: BusMeter) => readonly string[];
  /** The text of an error in the caller's language. */
  readonly text: (error: EnergyError) => string;
}

/** Every meter of the site for `GET /api/devices`; the shape is `deviceSchema`. */
export function deviceViews({ site, conditions, latest, profiled, text }: DevicesInput): object[] {
  const departments = new Map(site.machines.map(({ id, department }) => [id, department]));
  const newest = new Map(latest.map((reading) => [reading.meter, reading]));
  const ofProfile = new Map<string, readonly string[]>();
  const quantitiesOf = (meter: MeterModel): readonly string[] => {
    if (isPulseMeter(meter)) return quantitiesOfPulses(meter.pulse);
    if (isVirtualMeter(meter)) return meter.virtual.quantities ?? [];
    // What a device sends is known when it has come.
    if (!isBusMeter(meter)) return Object.keys(newest.get(meter.id)?.values ?? {});
    const names = meter.quantities ?? ofProfile.get(meter.profile) ?? profiled(meter);
    if (!meter.quantities) ofProfile.set(meter.profile, names);
    return names;
  };
  return site.meters.map((meter) => {
    const condition = conditionOf(meter, conditions);
    const reading = newest.get(meter.id);
    const lastSeen = condition.lastSeen ?? reading?.at;
    const { error } = condition;
    return {
      id: meter.id,
      name: meter.name,
      source: sourceOf(meter),
      profile: isBusMeter(meter) ? meter.profile : null,
      bus: isBusMeter(meter) ? meter.bus : null,
      unitId: isBusMeter(meter) ? meter.unitId : null,
      machine: meter.machine ?? null,
      department: meter.department ?? (meter.machine && departments.get(meter.machine)) ?? null,
      role: meter.role,
      state: condition.state,
      lastSeen: lastSeen === undefined ? null : formatTime(lastSeen),
      error: error ? { code: error.code, message: text(error) } : null,
      quantities: quantityViews(quantitiesOf(meter)),
      latest: reading ? latestView(reading, condition.values) : null,
    };
  });
}

function sourceOf(meter: MeterModel): string {
  if (isBusMeter(meter)) return "bus";
  if (isPulseMeter(meter)) return "pulse";
  return isVirtualMeter(meter) ? "virtual" : "device";
}

const worstFirst = ["failing", "waiting", "online"] as const;

/** A virtual meter is as well as the worst of its parts, and as old as the oldest. */
export function conditionOf(meter: MeterModel, conditions: ReadonlyMap<string, MeterCondition>): MeterCondition {
  const unknown: MeterCondition = { state: "waiting" };
  if (!isVirtualMeter(meter)) return conditions.get(meter.id) ?? unknown;
  const parts = meter.virtual.terms.map((term) => conditions.get(term.meter) ?? unknown);
  const state = worstFirst.find((worst) => parts.some((part) => part.state === worst)) ?? "waiting";
  const seen = parts.map(({ lastSeen }) => lastSeen).filter((at) => at !== undefined);
  return { state, ...(seen.length === parts.length && { lastSeen: Math.min(...seen) }) };
}

/** With the last of what this reading does not carry: energies are read more rarely than power. */
function latestView({ at, values, quality }: Reading, known: MeterCondition["values"]): object {
  return { at: formatTime(at), values: { ...known, ...values }, quality };
}

function quantityViews(names: readonly string[]): object[] {
  return names.flatMap((name) => {
    const quantity = quantities.get(name);
    return quantity ? [{ name, unit: quantity.unit, kind: quantity.kind, obis: quantity.obis }] : [];
  });
}
