import { EnergyError, toEnergyError } from "../contract/error";
import { decoderOf } from "./decode";
import { isRefusal } from "./meter-answer";
import { type ExpectedRegister, type Profile, registerWidth } from "./profile";
import { findModel } from "./sunspec";

/** Registers at an address of one meter, or rejects. */
export type ReadMeter = (address: number, count: number) => Promise<DataView>;

/**
 * Checks that the profile's map applies to this meter as it is set up. Gives how far the meter's registers are
 * from where the profile has them: not 0 only for a SunSpec model, whose place differs from device to device.
 * Rejects with METER_MISCONFIGURED or METER_MODEL_MISSING.
 */
export async function checkSetup(profile: Profile, meter: string, read: ReadMeter): Promise<number> {
  const tryRead = (address: number, count: number) => unlessRefused(read(address, count));
  for (const expected of profile.expect) {
    const found = await settingOf(expected, profile, tryRead);
    if (found === undefined || found === expected.value) continue;
    const { address, else: detail } = expected;
    throw new EnergyError("METER_MISCONFIGURED", { meter, profile: profile.id, address, found, detail });
  }
  if (!profile.sunspec) return 0;
  const { model, at: usual } = profile.sunspec;
  const { at, models } = await findModel(model, tryRead);
  if (at !== undefined) return at - usual;
  throw new EnergyError("METER_MODEL_MISSING", { meter, profile: profile.id, model, found: models.join(", ") || "-" });
}

/** Undefined where the meter does not show this setting: it then cannot be checked. */
async function settingOf(
  { address, type }: ExpectedRegister,
  { wordOrder }: Profile,
  tryRead: (address: number, count: number) => Promise<DataView | undefined>,
): Promise<number | undefined> {
  const data = await tryRead(address, registerWidth[type]);
  return data && decoderOf({ type, numerator: 1, denominator: 1, notAvailable: [] }, wordOrder)(data, 0);
}

async function unlessRefused(answer: Promise<DataView>): Promise<DataView | undefined> {
  try {
    return await answer;
  } catch (thrown) {
    const error = toEnergyError(thrown);
    if (isRefusal(error)) return undefined;
    throw error;
  }
}
