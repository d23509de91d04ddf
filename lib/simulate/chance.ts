/** Deterministic chance: the same seed and index give the same number on every machine, without any state. */

/** Mixes two 32 bit numbers (the finaliser of MurmurHash3). */
function mix(seed: number, index: number): number {
  let h = (seed ^ Math.imul(index + 1, 0x9e3779b1)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A number in [0, 1) for this seed and index. */
export function chance(seed: number, index: number): number {
  return mix(seed, index) / 0x1_0000_0000;
}

/** A number in [from, to) for this seed and index. */
export function between(seed: number, index: number, from: number, to: number): number {
  return from + (to - from) * chance(seed, index);
}

/** The seed of one named thing, so that meters keep their character when others come or go (FNV-1a). */
export function seedOf(seed: number, name: string): number {
  let hash = 0x811c9dc5;
  for (const letter of name) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return mix(seed, hash >>> 0);
}
