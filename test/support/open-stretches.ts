import type { Reading } from "../../dist/lib/contract/messages.js";
import { type Stretch, type Told, worldStart } from "./register-world.ts";

/** With the readings before and after, which may be taken for glitches because of it. */
export function widely({ from, to }: Stretch, cadence: number): Stretch {
  return { from: from - 4 * cadence, to: to + 5 * cadence };
}

/**
 * What a reading with a wrong time leaves open: from the right reading before it to some after it; where it does not
 * show less, from when the register last moved: it looks as if that had stood since.
 */
export function aroundWrongTime(told: readonly Told[], { at, values }: Reading, cadence: number): Stretch {
  const shownBy = (each: Told | undefined) => each?.reading.values.active_energy_import ?? 0;
  const right = told.filter(({ reading, wrong }) => !wrong && reading.at < at);
  const last = right.at(-1);
  const isLess = (values.active_energy_import as number) < shownBy(last);
  const begun = isLess ? last : right[1 + right.findLastIndex((each) => shownBy(each) !== shownBy(last))];
  return widely({ from: begun?.reading.at ?? worldStart, to: at }, cadence);
}

export const overlap = (a: Stretch, b: Stretch): boolean => a.from < b.to && a.to > b.from;

export const quarterAfter = (at: number): number => (Math.floor(at / 900_000) + 1) * 900_000;
