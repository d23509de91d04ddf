import type { Profile } from "./profile";

/** Registers at an address, or undefined where the device has none there. */
export type TryRead = (address: number, count: number) => Promise<DataView | undefined>;

/** Where a SunSpec map may begin (SunSpec Information Model Specification, "device Modbus map"). */
const bases = [40_000, 50_000, 0] as const;
/** "SunS" */
const marker = 0x53_75_6e_53;
const endOfModels = 0xff_ff;
/** A device has a handful; this only bounds a chain that never ends. */
const mostModels = 24;

/**
 * The address of a model's ID register: after the marker "SunS" the models follow each other, each with
 * its id and its length. Undefined where the device has no such map or not this model.
 */
export async function findModel(model: number, read: TryRead): Promise<number | undefined> {
  for (const base of bases) {
    let head = await read(base, 4);
    if (head?.getUint32(0) !== marker) continue;
    let at = base + 2;
    let offset = 4;
    for (let walked = 0; head && walked < mostModels; walked++) {
      const id = head.getUint16(offset);
      if (id === model) return at;
      if (id === endOfModels) return undefined;
      at += 2 + head.getUint16(offset + 2);
      head = at + 2 <= 65_536 ? await read(at, 2) : undefined;
      offset = 0;
    }
    return undefined;
  }
  return undefined;
}

/** The profile for a device that has its model elsewhere. */
export function movedTo(profile: Profile, place: number): Profile {
  const { sunspec } = profile;
  if (!sunspec || sunspec.at === place) return profile;
  const by = place - sunspec.at;
  const registers = profile.registers.map((register) => ({ ...register, address: register.address + by }));
  return { ...profile, registers, sunspec: { ...sunspec, at: place } };
}
