import type { Basis } from "../contract/messages";
import type { BillPart } from "./bill-part";
import { eachPart, type MeteredLoad } from "./metered-load";
import type { Component } from "./tariff";

/** The quantities that a component is made from. */
export function quantitiesOf(component: Component): string[] {
  switch (component.kind) {
    case "energy":
    case "export":
    case "levy":
      return [component.quantity];
    case "demand": {
      const { power, apparentShare, aboveShare, quantity } = component;
      const needsActive = power !== "reactive" || aboveShare !== undefined;
      const needsReactive = power !== "active" || apparentShare !== undefined;
      return [...(needsActive ? [quantity] : []), ...(needsReactive ? ["reactive_energy_import"] : [])];
    }
    case "reactive":
    case "power-factor":
      return [component.quantity, component.active];
    default:
      return [];
  }
}

export function quantitiesOfParts(parts: readonly BillPart[]): string[] {
  return [...new Set(parts.flatMap(({ version }) => version.components.flatMap(quantitiesOf)))];
}

/** How much of the time was measured; what no interval covers is missing. */
export function basisBetween(load: MeteredLoad, quantity: string, from: number, to: number): Basis {
  const time = { measured: 0, estimated: 0, missing: 0 };
  const visit = (part: { from: number; to: number; quality: keyof typeof time }) => {
    time[part.quality] += part.to - part.from;
  };
  eachPart(load.intervals(quantity), [{ from, to }], visit, true);
  const whole = to - from;
  const measured = time.measured / whole;
  const estimated = time.estimated / whole;
  return { measured, estimated, missing: (whole - time.measured - time.estimated) / whole };
}

const nothingMissing: Basis = { measured: 1, estimated: 0, missing: 0 };

/** The one of which most is missing, and of these the one of which most is estimated. */
export function worstOf(bases: readonly Basis[]): Basis {
  const worse = (a: Basis, b: Basis): boolean =>
    b.missing > a.missing || (b.missing === a.missing && b.estimated > a.estimated);
  return bases.reduce((worst, basis) => (worse(worst, basis) ? basis : worst), nothingMissing);
}
