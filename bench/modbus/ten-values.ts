/** The ten values of a WAGO 879-30xx that most plants want, and the two requests that bring them. */
export const profileId = "wago-879-30xx";

export const tenValues = [
  "frequency",
  "active_power",
  "active_power_l1",
  "active_power_l2",
  "active_power_l3",
  "power_factor",
  "active_energy_total",
  "active_energy_total_l1",
  "active_energy_total_l2",
  "active_energy_total_l3",
] as const;

export const blocks = [
  { address: 0x5008, count: 36 },
  { address: 0x6000, count: 12 },
] as const;

/** The data type's register, which must hold 1 for floating point. */
export const dataTypeRegister = 0x4026;
