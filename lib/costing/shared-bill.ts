import type { Supply } from "../site/cost-model";
import type { PastAnswer, PastQuestion } from "../step/step";
import { allocate } from "../tariff/allocate";
import type { Allocation, AllocationKey, Consumer } from "../tariff/allocation-request";
import type { Load } from "../tariff/load";
import type { Component, EnergyComponent, Tariff } from "../tariff/tariff";
import type { BearerKind, Bearers } from "./bearers";
import type { CostRules } from "./cost-rules";
import { loadOfMeter } from "./load-of-meter";
import { netLoad } from "./net-load";
import { type Period, type SupplyBill, supplyRequest, tariffOf } from "./supply-bill";

/** A bill and how it is shared. */
export interface SharedBill extends SupplyBill {
  readonly bearers: Bearers["bearers"];
  readonly allocation: Allocation;
}

/** The bill of a supply shared among machines, departments or cost centres, to the cent. Throws what `supplyBill` throws. */
export function* sharedBill(
  rules: CostRules,
  site: string,
  supply: Supply,
  { from, to }: Period,
  by: BearerKind,
): Generator<PastQuestion, SharedBill, PastAnswer> {
  const tariff = tariffOf(rules, supply.tariff);
  const gathered = yield* supplyRequest(rules, supply, { from, to }, tariff);
  const { bearers, meters } = rules.bearers(supply, by);
  const loads = new Map<string, Load>();
  let { corrections } = gathered;
  for (const { meter } of meters) {
    const counted = yield* loadOfMeter(meter, sharedQuantities(tariff), from, to);
    loads.set(meter, counted.load);
    corrections += counted.corrections;
  }
  const loadOf = (meter: string): Load => loads.get(meter) ?? {};
  const allocation = allocate({
    bill: gathered.request,
    site,
    supply: supply.id,
    version: corrections + 1,
    costCentres: bearers,
    consumers: meters.map(({ meter, below, shares }): Consumer => {
      return { id: meter, load: netLoad(loadOf(meter), below.map(loadOf)), shares };
    }),
    ...(by === "cost-centre" && { keys: keysOf(tariff, supply) }),
  });
  return { ...gathered, corrections, bill: allocation.bill, bearers, allocation };
}

/** Of which consumers bear their own use. */
function sharedQuantities(tariff: Tariff): string[] {
  const components = tariff.versions.flatMap((version) => version.components);
  const used = components.flatMap((component) => (isByUse(component) ? [component.quantity] : []));
  return [...new Set([tariff.quantity, ...used])];
}

const isByUse = (component: Component): component is EnergyComponent =>
  component.kind === "energy" || component.kind === "export" || component.kind === "levy";

/** What no kilowatt-hour causes is divided as the supply says; percentages follow what they are of. */
function keysOf(tariff: Tariff, { fixedBy, demandBy }: Supply): Record<string, AllocationKey> {
  const components = tariff.versions.flatMap((version) => version.components);
  return Object.fromEntries(
    components.flatMap(({ id, kind }) => {
      if (kind === "demand" || kind === "capacity" || kind === "reactive") return [[id, demandBy]];
      return kind === "fixed" || kind === "minimum" ? [[id, fixedBy]] : [];
    }),
  );
}
