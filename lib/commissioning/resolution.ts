import type { Profile, ProfileRegister } from "../acquire/profile";

/** Parts of a value that a 32 bit float can tell apart. */
const floatSteps = 2 ** 23;

/** The smallest difference this register can show at this value, in its quantity's unit. */
export function resolutionOf(register: ProfileRegister, value: number): number {
  const { type, numerator, denominator, exponent } = register;
  if (type === "float64") return 0;
  if (type === "float32") return Math.abs(value) / floatSteps;
  return (numerator / denominator) * 10 ** (exponent?.usual ?? 0);
}

/** Of a quantity in a profile; 0 where the profile does not have it. */
export function resolutionIn(profile: Profile, quantity: string, value: number): number {
  const register = profile.registers.find((candidate) => candidate.quantity === quantity);
  return register ? resolutionOf(register, value) : 0;
}
