/** What a reading says of power and register at once. kW and kWh, the register as it is counted. */
export interface PowerAndRegister {
  readonly at: number;
  readonly power: number;
  readonly register: number;
}

/** Power divided by register over a stretch of time, ms. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly factor: number;
}

/** Watches whether the register of a meter begins to count by another factor than its power. */
export interface RatioWatch {
  /** The last reading, and the stretch that it belongs to. */
  readonly last: PowerAndRegister;
  readonly from: number;
  readonly byRegister: number;
  readonly byPower: number;
  /** The last whole stretches, as long as they agree with each other. */
  readonly run: readonly Stretch[];
  /** The factor that this meter always had; 1 where all is well. */
  readonly usual?: number;
  /** End of the last stretch that had it. */
  readonly usualTo: number;
  /** The factor has changed, and nobody has said why. */
  readonly changed?: true;
}

export interface RatioWatched {
  readonly watch: RatioWatch;
  /** From this time on the factor is another one. */
  readonly begins?: { readonly at: number; readonly factor: number };
  /** From this time on it is again what it was. */
  readonly endsAt?: number;
}

const shortestMs = 900_000;
/** So many last digits make a stretch: then rounding is a small part of it. */
const digitsOfStretch = 50;
/** So many stretches with one factor are lasting. */
const lasting = 4;
/** Power that is read now and then gives no exact energy. */
const agreeing = 1.1;
/** Less than any change of transformers. */
const changing = 1.2;

/** `digit`: the last digit of the register, kWh. */
export function watchRatio(
  before: RatioWatch | undefined,
  next: PowerAndRegister,
  digit: number,
  maxGapMs: number,
): RatioWatched {
  const fresh = { last: next, from: next.at, byRegister: 0, byPower: 0 };
  if (!before) return { watch: { ...fresh, run: [], usualTo: next.at } };
  const { last } = before;
  if (next.at <= last.at) return { watch: before };
  const elapsed = next.at - last.at;
  const rise = next.register - last.register;
  if (rise < 0 || elapsed > maxGapMs) return { watch: { ...before, ...fresh } };
  const byRegister = before.byRegister + rise;
  const byPower = before.byPower + ((Math.max(0, last.power) + Math.max(0, next.power)) / 2) * (elapsed / 3_600_000);
  const watch: RatioWatch = { ...before, last: next, byRegister, byPower };
  const isWhole = next.at - before.from >= shortestMs && Math.max(byRegister, byPower) >= digitsOfStretch * digit;
  if (!isWhole) return { watch };
  const stretch = { from: before.from, to: next.at, factor: byPower / byRegister };
  return judged({ ...watch, ...fresh, run: extended(before.run, stretch) }, stretch);
}

/** The run with a further stretch; without those before the last that does not agree with it. */
function extended(run: readonly Stretch[], stretch: Stretch): readonly Stretch[] {
  // A register that stands still while power flows is no matter of factors.
  if (!(stretch.factor > 0 && stretch.factor < Number.POSITIVE_INFINITY)) return [];
  const strange = run.findLastIndex(({ factor }) => differ(factor, stretch.factor, agreeing));
  return [...run.slice(strange + 1), stretch].slice(-lasting);
}

function judged(watch: RatioWatch, { to, factor }: Stretch): RatioWatched {
  const { usual, run, changed } = watch;
  const isUsual = usual !== undefined && !differ(factor, usual, changing);
  const noted: RatioWatch = isUsual && !changed ? { ...watch, usualTo: to } : watch;
  const [first] = run;
  if (!first || run.length < lasting) return { watch: noted };
  const mean = run.reduce((sum, each) => sum + each.factor, 0) / lasting;
  if (usual === undefined) return { watch: { ...noted, usual: mean, usualTo: to } };
  const { changed: _, ...calm } = noted;
  if (!differ(mean, usual, changing))
    return changed ? { watch: { ...calm, usualTo: to }, endsAt: first.from } : { watch: noted };
  if (changed) return { watch: noted };
  return { watch: { ...noted, changed: true }, begins: { at: noted.usualTo, factor: mean / usual } };
}

const differ = (a: number, b: number, by: number): boolean => a > b * by || b > a * by;

/** The watch after somebody has said what happened to the meter. */
export function explained({ usual, last }: RatioWatch): RatioWatch {
  const fresh = { last, from: last.at, byRegister: 0, byPower: 0, run: [], usualTo: last.at };
  return { ...fresh, ...(usual !== undefined && { usual }) };
}
