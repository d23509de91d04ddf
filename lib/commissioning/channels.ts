import { activePower, apparentOf, type Observation, type Phase } from "./observation";
import { phaseAngle } from "./phasors";
import type { Channel } from "./wiring";

/** Σ of what the phases' reactive powers would be may differ from the meter's own by this share of the apparent power. */
const reactiveMayDiffer = 0.1;

/** A channel of which it may not be known whether its current is behind or ahead. */
interface Shown extends Channel {
  readonly signed: boolean;
  readonly kva: number;
}

/**
 * What the loaded phases show. Where the meter does not show reactive power by phase, whether a current is behind
 * or ahead is not known: then every combination that agrees with the whole meter's reactive power. Empty where
 * active power is not known by phase.
 */
export function channelsOf(seen: Observation, loaded: readonly Phase[]): Channel[][] {
  const shown = loaded.map((phase) => shownBy(seen, phase, loaded.length === 1));
  if (shown.includes(undefined)) return [];
  const known = shown.filter((channel) => channel !== undefined);
  const unsigned = known.filter(({ signed }) => !signed);
  const variants = Array.from({ length: 2 ** unsigned.length }, (_, bits) =>
    known.map((channel) => (bits & (1 << unsigned.indexOf(channel)) && !channel.signed ? mirrored(channel) : channel)),
  );
  const total = seen.median("reactive_power");
  const agreeing = variants.filter((variant) => total === undefined || agrees(variant, total));
  return agreeing.length > 0 ? agreeing : variants;
}

/** A meter of one phase shows that phase's power as its only one. */
function shownBy(seen: Observation, phase: Phase, only: boolean): Shown | undefined {
  const suffix = seen.shows(`active_power_${phase}`) ? phase : "";
  if (suffix === "" && !only) return undefined;
  const kvar = suffix === "" ? "reactive_power" : `reactive_power_${phase}`;
  // Medians of parts, not of angles: those of a generator lie on both sides of 180°.
  const share = (of: (values: Readonly<Record<string, number>>) => number | undefined): number | undefined =>
    seen.median((values) => {
      const [part, kva] = [of(values), apparentOf(values, phase)];
      return part === undefined || !kva ? undefined : part / kva;
    });
  const [active, reactive] = [share((values) => activePower(values, suffix)), share((values) => values[kvar])];
  if (active === undefined) return undefined;
  return {
    angle: phaseAngle(active, reactive),
    signed: reactive !== undefined,
    kva: seen.median((values) => apparentOf(values, phase)) ?? 0,
    amperes: seen.median(`current_${phase}`) ?? 0,
  };
}

const mirrored = (channel: Shown): Shown => ({ ...channel, angle: -channel.angle });

function agrees(variant: readonly Shown[], reactive: number): boolean {
  const sum = variant.reduce((kvar, { angle, kva }) => kvar + kva * Math.sin((angle * Math.PI) / 180), 0);
  const whole = variant.reduce((all, { kva }) => all + kva, 0);
  return Math.abs(sum - reactive) <= reactiveMayDiffer * whole;
}
