import type { BillPart } from "./bill-part";
import type { Charge } from "./charge";
import { type Decimal, zero } from "./decimal-number";
import { demandCharges } from "./demand-charges";
import { energyCharges } from "./energy-charges";
import { minimumCharge, percentCharge } from "./line-charges";
import type { MeteredPeaks } from "./metered-peaks";
import { powerFactorCharge, reactiveCharge } from "./reactive-charges";
import { capacityCharge, fixedCharge } from "./standing-charges";
import type { Component, DemandComponent } from "./tariff";

const isDemand = (component: Component): component is DemandComponent => component.kind === "demand";

/** All charges of a part of a month, in the order in which the tariff lists its components. */
export function partCharges(part: BillPart, peaks: MeteredPeaks): Charge[] {
  const { components } = part.version;
  const demands = new Map(
    components.filter(isDemand).map((component) => [component.id, demandCharges(component, part, peaks)]),
  );
  const billedKw = (id: string | undefined): Decimal => demands.get(id ?? "")?.billed ?? zero;

  const charges = components.flatMap((component) => {
    if (isDemand(component)) return demands.get(component.id)?.charges ?? [];
    return useCharges(component, part, billedKw);
  });
  for (const component of components) {
    if (component.kind === "surcharge") charges.push(percentCharge(component, charges));
    if (component.kind === "power-factor") charges.push(...powerFactorCharge(component, part, charges));
  }
  for (const component of components) {
    if (component.kind === "minimum") charges.push(...minimumCharge(component, part, charges));
  }
  for (const component of components) {
    if (component.kind === "tax") charges.push(percentCharge(component, charges));
    if (component.kind === "levy") charges.push(...energyCharges(component, part, billedKw(component.kwOf)));
  }
  const place = (charge: Charge): number => components.indexOf(charge.component);
  return charges.sort((a, b) => place(a) - place(b));
}

/** Charges that depend on no other line; none for the components that come after these. */
function useCharges(component: Component, part: BillPart, billedKw: (id: string | undefined) => Decimal): Charge[] {
  switch (component.kind) {
    case "energy":
    case "export":
      return energyCharges(component, part, billedKw(component.kwOf));
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
