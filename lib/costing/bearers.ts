import type { Allocation, Supply } from "../site/cost-model";
import { isVirtualMeter, type MeterModel, type SiteModel } from "../site/site-model";
import type { CostCentre, DatedShare } from "../tariff/allocation-request";
import { dateBefore } from "../tariff/local-calendar";

/** For whom costs are told. */
export const bearerKinds = ["meter", "machine", "department", "cost-centre"] as const;
export type BearerKind = (typeof bearerKinds)[number];

export interface Bearer extends CostCentre {
  readonly name: string;
}

/** A meter whose use is charged, less what is charged through meters below it. */
export interface ChargedMeter {
  readonly meter: string;
  readonly below: readonly string[];
  readonly shares: readonly DatedShare[];
}

/** Who bears a supply's costs, and by which meters that is known. */
export interface Bearers {
  readonly bearers: readonly Bearer[];
  readonly meters: readonly ChargedMeter[];
}

type SharesOf = (meter: MeterModel) => readonly DatedShare[];

export function bearersOf(
  site: SiteModel,
  behind: (meter: MeterModel) => boolean,
  supply: Supply,
  by: BearerKind,
): Bearers {
  const candidates = site.meters.filter((meter) => meter.id !== supply.meter && behind(meter));
  const [bearers, sharesOf] = by === "cost-centre" ? byCostCentre(site) : byPart(site, by);
  const charged = new Map(
    candidates.map((meter) => [meter.id, sharesOf(meter)] as const).filter(([, shares]) => shares.length > 0),
  );
  const parents = new Map(site.meters.map(({ id, parent }) => [id, parent]));
  const nearest = (id: string): string | undefined => {
    let above = parents.get(id);
    while (above !== undefined && !charged.has(above)) above = parents.get(above);
    return above;
  };
  const meters = [...charged].map(([meter, shares]): ChargedMeter => {
    return { meter, below: [...charged.keys()].filter((other) => nearest(other) === meter), shares };
  });
  const named = new Set(meters.flatMap(({ shares }) => shares.map(({ costCentre }) => costCentre)));
  return { bearers: by === "cost-centre" ? bearers : bearers.filter(({ id }) => named.has(id)), meters };
}

/** A computed meter would be charged beside its parts, unless somebody says that it is what is charged. */
function byPart(
  { meters, machines, departments }: SiteModel,
  by: Exclude<BearerKind, "cost-centre">,
): [Bearer[], SharesOf] {
  const whole = (id: string): DatedShare[] => [{ costCentre: id, percent: 100 }];
  const departmentOf = new Map(machines.map(({ id, department }) => [id, department]));
  const subject = (meter: MeterModel): string | undefined => {
    if (by === "meter") return meter.id;
    if (by === "machine") return meter.machine ?? meter.id;
    return meter.department ?? departmentOf.get(meter.machine ?? "");
  };
  const sharesOf: SharesOf = (meter) => {
    const id = isVirtualMeter(meter) || meter.role === "main" ? undefined : subject(meter);
    return id === undefined ? [] : whole(id);
  };
  if (by === "department") return [[...departments], sharesOf];
  const single = by === "machine" ? meters.filter(({ machine }) => machine === undefined) : meters;
  const named = [...(by === "machine" ? machines : []), ...single].map(({ id, name }) => ({ id, name }));
  return [named.filter(({ id }, index) => named.findIndex((other) => other.id === id) === index), sharesOf];
}

function byCostCentre({ allocations, costCentres, machines }: SiteModel): [Bearer[], SharesOf] {
  const departmentOf = new Map(machines.map(({ id, department }) => [id, department]));
  const entries = (kind: Allocation["of"]["kind"], id: string | undefined): readonly Allocation[] =>
    id === undefined ? [] : allocations.filter(({ of }) => of.kind === kind && of.id === id);
  const sharesOf: SharesOf = (meter) => {
    const own = entries("meter", meter.id);
    if (own.length > 0 || isVirtualMeter(meter) || meter.role === "main") return datedShares(own);
    const ofMachine = entries("machine", meter.machine);
    if (ofMachine.length > 0) return datedShares(ofMachine);
    return datedShares(entries("department", meter.department ?? departmentOf.get(meter.machine ?? "")));
  };
  return [[...costCentres], sharesOf];
}

/** Each entry holds until the next of the same begins. */
export function datedShares(entries: readonly Allocation[]): DatedShare[] {
  const ordered = [...entries].sort((a, b) => ((a.from ?? "") < (b.from ?? "") ? -1 : 1));
  return ordered.flatMap(({ from, shares }, index) => {
    const next = ordered[index + 1]?.from;
    return Object.entries(shares).map(([costCentre, percent]) => ({
      costCentre,
      percent,
      ...(from !== undefined && { from }),
      ...(next !== undefined && { to: dateBefore(next) }),
    }));
  });
}
