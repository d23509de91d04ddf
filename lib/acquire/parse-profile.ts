import { EnergyError } from "../contract/error";
import { describeViolation, validatorOf } from "../contract/validate";
import { type Identification, type Profile, type ProfileRegister, spanOf } from "./profile";
import { ProfilePlace } from "./profile-place";
import { registerOf, sumOf } from "./profile-register";
import { type ProfileFile, profileSchema } from "./profile-schema";
import { vectorFault } from "./profile-vector";

const defaultMaxRegisters = 125;

/**
 * Parses a profile file; `name` is for the texts of errors. Throws PROFILE_INVALID,
 * PROFILE_QUANTITY_UNKNOWN or PROFILE_UNIT_UNKNOWN, naming the place and what would be right.
 */
export function parseProfile(value: unknown, name: string): Profile {
  assertShape(value, name);
  const { modbus } = value;
  const maxRegisters = modbus.maxRegisters ?? defaultMaxRegisters;
  const registers = registersOf(value, maxRegisters, name);
  checkVectors(value, registers, name);
  checkIdentification(value, name);
  return {
    id: value.id,
    vendor: value.vendor,
    models: value.models,
    medium: value.medium,
    datasheet: value.datasheet,
    functionCode: modbus.functionCode,
    wordOrder: modbus.wordOrder,
    maxRegisters,
    forbidden: modbus.forbidden ?? [],
    unitId: modbus.unitId ?? 1,
    serial: modbus.serial ?? {},
    registers: [...registers.values()],
    expect: modbus.expect ?? [],
    identify: modbus.identify ?? [],
    ...(modbus.sunspec && { sunspec: modbus.sunspec }),
  };
}

/** As `assertSchema`, but the place also names the quantity: nobody counts to the 37th register. */
function assertShape(value: unknown, name: string): asserts value is ProfileFile {
  const validate = validatorOf(profileSchema);
  if (validate(value)) return;
  const { place, detail } = describeViolation(validate.errors?.[0]);
  const [list = "", index = "", ...rest] = place.split("/");
  const entry = (value as Record<string, readonly { quantity?: unknown }[]> | undefined)?.[list]?.[Number(index)];
  const named = typeof entry?.quantity === "string" ? `${list}/${index} (${entry.quantity.slice(0, 64)})` : undefined;
  const where = named ? [named, ...rest].join("/") : place;
  throw new EnergyError("PROFILE_INVALID", { profile: name, place: where || "the beginning", detail });
}

/** All values by quantity: the registers, then the sums of them. */
function registersOf(file: ProfileFile, limit: number, name: string): ReadonlyMap<string, ProfileRegister> {
  const { modbus, registers: entries, sums = [] } = file;
  const registers = new Map<string, ProfileRegister>();
  const add = (register: ProfileRegister, place: ProfilePlace): void => {
    if (registers.has(register.quantity)) place.wrong(`"${register.quantity}" appears twice`);
    const { from, to } = spanOf(register);
    if (to > 65_536) place.wrong("ends past address 65535");
    if (to - from > limit) place.wrong(`needs ${to - from} registers in one request, but the meter answers ${limit}`);
    const barred = modbus.forbidden?.find(([first, last]) => from <= last && first < to);
    if (barred) place.wrong(`stands in the forbidden addresses ${barred[0]} to ${barred[1]}`);
    registers.set(register.quantity, register);
  };
  entries.forEach((entry, index) => {
    const place = new ProfilePlace(name, `registers/${index} (${entry.quantity})`);
    add(registerOf(entry, modbus, place), place);
  });
  sums.forEach((sum, index) => {
    const place = new ProfilePlace(name, `sums/${index} (${sum.quantity})`);
    add(sumOf(sum, registers, place), place);
  });
  return registers;
}

function checkVectors(file: ProfileFile, registers: ReadonlyMap<string, ProfileRegister>, name: string): void {
  file.vectors.forEach((vector, index) => {
    const place = new ProfilePlace(name, `vectors/${index} (${vector.quantity})`);
    const register = registers.get(vector.quantity) ?? place.wrong("is not among the registers of this profile");
    const fault = vectorFault(vector, register, file.modbus.wordOrder);
    if (fault) place.wrong(fault);
  });
}

function checkIdentification({ modbus }: ProfileFile, name: string): void {
  modbus.identify?.forEach((check, index) => {
    const fault = identificationFault(check);
    if (fault) new ProfilePlace(name, `modbus/identify/${index}`).wrong(fault);
  });
}

function identificationFault(check: Identification): string | undefined {
  if (check.type === "text") return check.length && check.startsWith ? undefined : "a text needs length and startsWith";
  const bounded = check.values !== undefined || check.min !== undefined || check.max !== undefined;
  return bounded ? undefined : "needs values, or min and max: any number would fit";
}
