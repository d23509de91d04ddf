import type { Arrivals } from "./arrivals.ts";
import { type Fault, faults } from "./register-world.ts";

/** Mixes of faults, and in what order their readings arrive. */
export const scenes: readonly (readonly [string, readonly Fault[], Arrivals])[] = [
  ["no fault", [], {}],
  ["wraps", ["wrap"], {}],
  ["glitches, low and high", ["low-glitch", "high-glitch"], {}],
  ["gaps", ["gap"], {}],
  ["registers that stand still and catch up", ["standstill"], {}],
  ["announced swaps", ["swap"], {}],
  ["announced changes of ratio", ["ratio"], {}],
  ["changes of ratio, noticed later", ["vague-ratio"], {}],
  ["unannounced resets", ["reset"], {}],
  ["resets in gaps and after wraps", ["reset", "gap", "wrap"], {}],
  ["readings with a wrong clock, around swaps and resets", ["clock", "swap", "reset"], {}],
  ["any order within the window, and repeats", ["wrap", "low-glitch", "high-glitch"], { late: 0.2, twice: 0.1 }],
  ["readings hours late", ["wrap"], { veryLate: 0.05, late: 0.1 }],
  ["everything at once", faults, { late: 0.1, veryLate: 0.03, twice: 0.05 }],
];
