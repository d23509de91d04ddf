/**
 * The smallest part of a failing list that still fails, found by leaving out ever smaller pieces: what remains can
 * be read and understood.
 */
export function shrunk<T>(failing: readonly T[], fails: (part: readonly T[]) => boolean): readonly T[] {
  let part = failing;
  for (let size = Math.ceil(part.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let begin = 0; begin < part.length; ) {
      const without = part.toSpliced(begin, size);
      if (without.length > 0 && fails(without)) part = without;
      else begin += size;
    }
  }
  return part;
}
