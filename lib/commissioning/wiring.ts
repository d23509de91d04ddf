import { apart, normal, spreadOf, voltageAngles } from "./phasors";

/** What one channel of the meter shows: the current's amount, and by how much it is behind the channel's own voltage. */
export interface Channel {
  readonly amperes: number;
  /** Degrees. */
  readonly angle: number;
}

/** A way the current transformers may be wired to the meter's channels. */
export interface Wiring {
  /** The conductor, 0 to 2, whose transformer each channel has. */
  readonly conductor: readonly number[];
  /** Whether each channel's current comes the wrong way round. */
  readonly reversed: readonly boolean[];
}

export interface Explanation {
  readonly wiring: Wiring;
  /** How unlikely: what the installation would have to be like, and how much would have to be wrong with it. */
  readonly cost: number;
}

/** Loads between somewhat capacitive and strongly inductive need no explanation. */
const usual = { from: -20, to: 60 } as const;
/** So many degrees outside of it, or of difference between phases, cost as much as one mistake. */
const degreesPerCost = 30;
/** A machine takes nearly the same current from each phase; by this factor is as unlikely as a mistake. */
const currentFactor = 1.6;
/** Of a meter and its transformers at a low load, degrees. */
const angleError = 3;
const mistakes = { reversed: 1, alsoReversed: 0.5, allReversed: 1, exchanged: 1.2, shifted: 1.5 } as const;

const orders = [
  [0, 1, 2],
  [1, 0, 2],
  [0, 2, 1],
  [2, 1, 0],
  [1, 2, 0],
  [2, 0, 1],
] as const;

/** Every wiring of these channels, with how well it explains what they show. Three channels may be exchanged. */
export function explanations(channels: readonly Channel[]): Explanation[] {
  const perms = channels.length === 3 ? orders : [channels.map((_, n) => n)];
  const flips = Array.from({ length: 2 ** channels.length }, (_, bits) =>
    channels.map((_, n) => (bits & (1 << n)) !== 0),
  );
  return perms.flatMap((conductor) => flips.map((reversed) => explain(channels, { conductor, reversed })));
}

/** Undoes the wiring: the loads would then have these angles, by conductor. The rotation is not known: the better of both. */
function explain(channels: readonly Channel[], wiring: Wiring): Explanation {
  const cost = Math.min(...[1, -1].map((rotation) => loadCost(undone(channels, wiring, rotation))));
  return { wiring, cost: cost + currentCost(channels, wiring) + mistakeCost(wiring) };
}

function undone(channels: readonly Channel[], { conductor, reversed }: Wiring, rotation: number): number[] {
  return channels.map(({ angle }, channel) => {
    const own = rotation * (voltageAngles[channel] ?? 0);
    const its = rotation * (voltageAngles[conductor[channel] ?? 0] ?? 0);
    return normal(angle - own + its + (reversed[channel] ? 180 : 0));
  });
}

/** How unlikely loads of these angles are. */
export function loadCost(angles: readonly number[]): number {
  const strange = angles.map((angle) => Math.max(0, usual.from - angle, angle - usual.to));
  return (Math.max(...strange) + spreadOf(angles)) / degreesPerCost;
}

/** What is reversed is the same load as its neighbours; a generator on one phase has a current of its own. */
function currentCost(channels: readonly Channel[], { reversed }: Wiring): number {
  const own = channels.filter((_, n) => reversed[n]);
  const others = channels.filter((_, n) => !reversed[n]);
  if (own.length === 0 || others.length === 0) return 0;
  const mean = (some: readonly Channel[]): number => some.reduce((sum, { amperes }) => sum + amperes, 0) / some.length;
  return Math.abs(Math.log(mean(own) / mean(others)) / Math.log(currentFactor));
}

function mistakeCost({ conductor, reversed }: Wiring): number {
  const moved = conductor.filter((own, channel) => own !== channel).length;
  const order = moved === 0 ? 0 : moved === 2 ? mistakes.exchanged : mistakes.shifted;
  const flipped = reversed.filter(Boolean).length;
  if (flipped === 0) return order;
  if (flipped === reversed.length) return order + mistakes.allReversed;
  return order + mistakes.reversed + (flipped - 1) * mistakes.alsoReversed;
}

/** Whether this wiring is the right one. */
export const isRight = ({ conductor, reversed }: Wiring): boolean =>
  conductor.every((own, channel) => own === channel) && !reversed.includes(true);

/** Whether power flows out through this channel, beyond what an angle's error makes. */
export const flowsOut = ({ angle }: Channel): boolean => apart(angle, 180) < 90 - angleError;
