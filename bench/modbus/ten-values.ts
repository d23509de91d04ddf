/** The ten values of a WAGO 879-30xx that most plants want, and the two requests that bring them. */
export const profileId = "wago-879-30xx";

/** Where each of the ten stands, a float32 with the high word first. */
export const tenValueAddresses = [
  ["frequency", 0x5008],
  ["active_power", 0x5012],
  ["active_power_l1", 0x5014],
  ["active_power_l2", 0x5016],
  ["active_power_l3", 0x5018],
  ["power_factor", 0x502a],
  ["active_energy_total", 0x6000],
  ["active_energy_total_l1", 0x6006],
  ["active_energy_total_l2", 0x6008],
  ["active_energy_total_l3", 0x600a],
] as const;

export const tenValues = tenValueAddresses.map(([quantity]) => quantity);

export const blocks = [
  { address: 0x5008, count: 36 },
  { address: 0x6000, count: 12 },
] as const;

/** The data type's register, which must hold 1 for floating point. */
export const dataTypeRegister = 0x4026;
