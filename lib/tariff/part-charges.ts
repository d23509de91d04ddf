import type { BillPart } from "./bill-part";
import type { Charge } from "./charge";
import { type Decimal, zero } from "./decimal-number";
import { type DemandBill, demandCharges } from "./demand-charges";
import { energyCharges } from "./energy-charges";
import { minimumCharge, percentCharge } from "./line-charges";
import type { MeteredPeaks } from "./metered-peaks";
import { powerFactorCharge, reactiveCharge } from "./reactive-charges";
import { capacityCharge, fixedCharge } from "./standing-charges";
import type { Component, DemandComponent } from "./tariff";

/** A charge and, where it is a percentage, the charges of which. */
export interface BasedCharge {
  readonly charge: Charge;
  readonly base?: readonly Charge[];
}

const isDemand = (component: Component): component is DemandComponent => component.kind === "demand";

type DemandBills = ReadonlyMap<string, DemandBill>;

/** The demand components by their id: they come first, because tiers per kW are counted for what they bill. */
export function demandBills(part: BillPart, peaks: MeteredPeaks): DemandBills {
  const demands = part.version.components.filter(isDemand);
  return new Map(demands.map((component) => [component.id, demandCharges(component, part, peaks)]));
}

/** What a demand component bills; 0 of one that is not there. */
export const billedPower = (demands: DemandBills, id: string | undefined): Decimal =>
  demands.get(id ?? "")?.billed ?? zero;

/** All charges of a part of a month, in the order in which the tariff lists its components. */
export function partCharges(part: BillPart, peaks: MeteredPeaks): Charge[] {
  const place = (charge: Charge): number => part.version.components.indexOf(charge.component);
  return chargesWithBase(part, demandBills(part, peaks))
    .map(({ charge }) => charge)
    .sort((a, b) => place(a) - place(b));
}

/**
 * All charges in the order in which they are made: what is used and contracted, surcharges and penalties, the minimum
 * bill, taxes and levies.
 */
export function chargesWithBase(part: BillPart, demands: DemandBills): BasedCharge[] {
  const { components } = part.version;
  const made: BasedCharge[] = [];
  const add = (charges: readonly Charge[], base?: readonly Charge[]) => {
    made.push(...charges.map((charge) => ({ charge, ...(base && { base }) })));
  };
  const linesOf = (on: readonly string[] | undefined): Charge[] =>
    made.map(({ charge }) => charge).filter(({ component }) => !on || on.includes(component.id));

  for (const component of components) {
    add(isDemand(component) ? (demands.get(component.id)?.charges ?? []) : useCharges(component, part, demands));
  }
  for (const component of components) {
    if (component.kind !== "surcharge" && component.kind !== "power-factor") continue;
    const base = linesOf(component.on);
    if (component.kind === "power-factor") add(powerFactorCharge(component, part, base), base);
    else add([percentCharge(component, base)], base);
  }
  for (const component of components) {
    if (component.kind === "minimum") add(minimumCharge(component, part, linesOf(undefined)));
  }
  for (const component of components) {
    const base = component.kind === "tax" ? linesOf(component.on) : [];
    if (component.kind === "tax") add([percentCharge(component, base)], base);
    if (component.kind === "levy") add(energyCharges(component, part, billedPower(demands, component.kwOf)));
  }
  return made;
}

/** Charges that depend on no other line; none for the components that come after these. */
function useCharges(component: Component, part: BillPart, demands: DemandBills): Charge[] {
  switch (component.kind) {
    case "energy":
    case "export":
      return energyCharges(component, part, billedPower(demands, component.kwOf));
    case "fixed":
      return [fixedCharge(component, part)];
    case "capacity":
      return [capacityCharge(component, part)];
    case "reactive":
      return [reactiveCharge(component, part)];
    default:
      return [];
  }
}
