import type { SiteModel } from "../site/site-model";
import { bearingCentres } from "./bearing-centre";
import type { Row } from "./cell";

/** What an export knows of a site: enough to name what its rows are about. */
export interface ExportSite {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly meters: readonly string[];
  /** Names and places of a meter, by the fields of a row, as of a time (ms UTC). */
  aboutMeter(meter: string, at: number): Row;
  supplyName(supply: string): string;
  costCentreName(costCentre: string): string;
}

/** A site of which nothing but this is known: names are ids. */
export function bareSite(id: string, timeZone: string, currency: string): ExportSite {
  const same = (text: string): string => text;
  const aboutMeter = (meter: string): Row => ({ site: id, siteName: id, meter, meterName: meter });
  return { id, name: id, timeZone, currency, meters: [], aboutMeter, supplyName: same, costCentreName: same };
}

export function exportSite(model: SiteModel): ExportSite {
  const meters = new Map(model.meters.map((meter) => [meter.id, meter]));
  const machines = new Map(model.machines.map((machine) => [machine.id, machine]));
  const departments = new Map(model.departments.map(({ id, name }) => [id, name]));
  const centreOf = bearingCentres(model);
  const nameOfCentre = nameIn(model.costCentres);
  const aboutMeter = (id: string, at: number): Row => {
    const meter = meters.get(id);
    const costCentre = centreOf(id, at);
    const machine = machines.get(meter?.machine ?? "");
    const department = meter?.department ?? machine?.department ?? null;
    return {
      site: model.id,
      siteName: model.name,
      meter: id,
      meterName: meter?.name ?? id,
      machine: machine?.id ?? null,
      machineName: machine?.name ?? null,
      department,
      departmentName: departments.get(department ?? "") ?? null,
      costCentre,
      costCentreName: costCentre === null ? null : nameOfCentre(costCentre),
    };
  };
  return {
    ...bareSite(model.id, model.timeZone, model.currency),
    name: model.name,
    meters: model.meters.map(({ id }) => id),
    aboutMeter,
    supplyName: nameIn(model.supplies),
    costCentreName: nameOfCentre,
  };
}

const nameIn = (entries: readonly { readonly id: string; readonly name: string }[]) => (id: string) =>
  entries.find((entry) => entry.id === id)?.name ?? id;
