/**
 * How long a leak must be watched, at least, before a register that counts in `pulse` can tell it from nothing: a pause shorter than
 * one pulse takes at this flow is not seen. Hours.
 */
export const provableHours = (pulse: number, flow: number): number => pulse / flow;

/** Where a register needs longer than this for one pulse, nights are too short to show a pause, hours. */
const longestPauseHours = 3;

/** The least flow that a register can show to be continuous; per hour. */
export const leastProvable = (pulse: number): number => pulse / longestPauseHours;
