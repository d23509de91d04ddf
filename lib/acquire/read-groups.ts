import { EnergyError } from "../contract/error";
import { cadenceMs } from "./cadence";
import type { MeterPoint } from "./meter-point";
import type { Profile, ProfileRegister } from "./profile";

/** Registers of one meter that are read equally often. */
export interface ReadGroup {
  readonly cadenceMs: number;
  readonly registers: readonly ProfileRegister[];
}

/** Sets of them are numbered by bits. */
const mostCadences = 16;

/** What is read of a meter, by how often, the quickest first. Throws CONFIG_INVALID where its profile has no such quantity. */
export function readGroups(point: MeterPoint, profile: Profile): ReadGroup[] {
  const groups = new Map<number, ProfileRegister[]>();
  for (const register of wantedRegisters(point, profile)) {
    const every = cadenceMs(register.quantity, point.intervalMs, point.cadence);
    groups.set(every, [...(groups.get(every) ?? []), register]);
  }
  if (groups.size > mostCadences) {
    throw new EnergyError("CONFIG_INVALID", { place: "cadence", detail: `more than ${mostCadences} different ones` });
  }
  return [...groups].sort(([a], [b]) => a - b).map(([every, registers]) => ({ cadenceMs: every, registers }));
}

function wantedRegisters(point: MeterPoint, profile: Profile): readonly ProfileRegister[] {
  if (!point.quantities) return profile.registers;
  return point.quantities.map((quantity) => {
    const register = profile.registers.find((candidate) => candidate.quantity === quantity);
    if (register) return register;
    const detail = `the profile "${profile.id}" has no quantity "${quantity}"`;
    throw new EnergyError("CONFIG_INVALID", { place: `${point.meter}/quantities`, detail });
  });
}
