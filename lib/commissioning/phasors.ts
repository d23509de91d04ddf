/** Angles in degrees, from -180 to 180. */

/** By how much a phase's voltage is behind that of L1, in the usual rotation L1, L2, L3. */
export const voltageAngles = [0, -120, 120] as const;

export function normal(angle: number): number {
  const turned = ((angle % 360) + 360) % 360;
  return turned > 180 ? turned - 360 : turned;
}

/** How far two angles are from each other, 0 to 180. */
export const apart = (a: number, b: number): number => Math.abs(normal(a - b));

/** The largest distance between any two of them. */
export function spreadOf(angles: readonly number[]): number {
  return Math.max(0, ...angles.flatMap((a, n) => angles.slice(n + 1).map((b) => apart(a, b))));
}

/** By how much the current is behind the voltage, from P ÷ S and Q ÷ S; without Q as an amount, 0 to 180. */
export function phaseAngle(active: number, reactive?: number): number {
  const radians = reactive === undefined ? Math.acos(Math.max(-1, Math.min(1, active))) : Math.atan2(reactive, active);
  return (radians * 180) / Math.PI;
}
