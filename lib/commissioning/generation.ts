import { apart } from "./phasors";
import { type Channel, flowsOut, loadCost } from "./wiring";

/** What it takes for a generator to be the explanation, in mistakes. */
const generation = {
  everywhere: 1,
  onSomePhases: 1.6,
  onOneMore: 0.5,
  likeItsNeighbours: 0.8,
  inductiveBackwards: 0.8,
  notCounted: 3,
} as const;
/** A machine takes nearly the same current from each phase, at nearly the same angle; a generator has its own. */
const alike = { currents: 1.2, degrees: 12 } as const;
/** Inverters feed in at a power factor of 0.9 or more (VDE-AR-N 4105). */
const inverterAngle = 26;
const degreesPerCost = 30;
/** Nearer to 180° nobody can say whether an inverter's current is ahead or behind. */
const clearlyTurned = 10;

/**
 * How unlikely it is that power flows out through these channels because something generates it. `counted`: the meter
 * counts what flows out, as one does that was chosen for it.
 */
export function generationCost(channels: readonly Channel[], counted: boolean): number {
  const out = channels.filter(flowsOut);
  const notCounted = counted ? 0 : generation.notCounted;
  if (out.length === channels.length) {
    const strange = Math.max(...out.map(({ angle }) => Math.max(0, apart(angle, 180) - inverterAngle)));
    return generation.everywhere + notCounted + strange / degreesPerCost;
  }
  // The phase's own loads take reactive power, so the sum of them and an inverter is behind, if anything.
  const ahead = Math.max(...out.map(({ angle }) => (angle < 0 ? Math.max(0, apart(angle, 180) - inverterAngle) : 0)));
  // Turned by 180° an inductive load lies where neither a load nor an inverter does.
  const consuming = channels.filter((each) => !flowsOut(each)).map(({ angle }) => angle);
  const turned = out.every(({ angle }) => angle < 0 && apart(angle, 180) > clearlyTurned);
  const backwards = turned && consuming.every((angle) => angle > 0) ? generation.inductiveBackwards : 0;
  const phases = generation.onSomePhases + (out.length - 1) * generation.onOneMore;
  const like = areAlike(channels) ? generation.likeItsNeighbours : 0;
  return phases + notCounted + ahead / degreesPerCost + backwards + like + loadCost(consuming);
}

function areAlike(channels: readonly Channel[]): boolean {
  const amperes = channels.map((channel) => channel.amperes);
  const turnedBack = channels.map(({ angle }) => Math.min(apart(angle, 0), apart(angle, 180)));
  return (
    Math.max(...amperes) <= alike.currents * Math.min(...amperes) &&
    Math.max(...turnedBack) - Math.min(...turnedBack) <= alike.degrees
  );
}
