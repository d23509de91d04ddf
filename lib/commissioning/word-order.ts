import { likelihoodOf, tellingQuantities } from "../acquire/plausibility";
import { type Profile, registerWidth, type WordOrder } from "../acquire/profile";
import type { Evidence } from "../contract/check-report";
import { quantities } from "../metering/quantities";
import type { Values } from "./observation";
import { fail, notChecked, pass, type Result } from "./rule";

/** Values of a mains meter read by the right map make at least this much of what they could (`likelihoodOf`). */
const likely = 0.4;
const shownValues = 6;
/** Beyond every meter, or so near to nothing that only a float in pieces is. */
const largest = 1e7;
const smallest = 1e-9;

const other: Readonly<Record<WordOrder, WordOrder>> = { big: "little", little: "big" };

/** The same meter model with the words of its values the other way round. */
export function otherWordOrder(profile: Profile): Profile {
  return {
    ...profile,
    wordOrder: other[profile.wordOrder],
    registers: profile.registers.map((register) =>
      register.wordOrder ? { ...register, wordOrder: other[register.wordOrder] } : register,
    ),
  };
}

/**
 * The words of long values come in the order that the profile says: what they decode to can be. `otherwise` is the
 * same meter decoded by `otherWordOrder`, where somebody has read it.
 */
export function judgeWordOrder(values: Values, profile: Profile, otherwise: Values | undefined): Result {
  if (!profile.registers.some(({ type }) => registerWidth[type] > 1)) return notChecked("single-words");
  if (!looksWrong(values, profile)) return pass();
  const odd = evidenceOf(values);
  if (otherwise && likelihood(otherwise, profile) >= likely) {
    const params = { profile: profile.id, order: profile.wordOrder, right: other[profile.wordOrder] };
    return fail("word-order-wrong", params, odd.slice(0, shownValues));
  }
  const extreme = odd.filter(({ value }) => value !== 0 && (Math.abs(value) > largest || Math.abs(value) < smallest));
  return extreme.length > 0 ? fail("values-nonsense", { profile: profile.id }, extreme.slice(0, shownValues)) : pass();
}

/** Whether `judgeWordOrder` would want to know what the other order gives. */
export const looksWrong = (values: Values, profile: Profile): boolean => likelihood(values, profile) === 0;

function evidenceOf(values: Values): Evidence[] {
  return Object.entries(values)
    .filter(([what]) => tellingQuantities.has(what))
    .map(([what, value]) => ({ what, value, unit: quantities.get(what)?.unit ?? "" }));
}

function likelihood(values: Values, profile: Profile): number {
  const asked = profile.registers.map(({ quantity }) => quantity).filter((name) => tellingQuantities.has(name));
  const telling = Object.entries(values).filter(([name]) => tellingQuantities.has(name));
  return likelihoodOf(new Map(telling), asked).likelihood;
}
