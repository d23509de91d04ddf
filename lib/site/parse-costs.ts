import { DateTime } from "luxon";
import { EnergyError } from "../contract/error";
import { tariffOfEntry } from "../tariff/tariff-entry";
import {
  type Allocation,
  allocationSchema,
  type CostCentre,
  type CostModel,
  costCentreSchema,
  type PriceSeries,
  priceSeriesSchema,
  type Supply,
  supplySchema,
} from "./cost-model";

type Raw = Readonly<Record<string, unknown>>;

/** Reads one list of the site model; a wrong entry is left out and reported. */
export type ReadList = <T extends { id: string }>(name: string, schema: object, make: (raw: Raw) => T) => T[];

interface Ids {
  has(id: string): boolean;
}

/** Ids of what supplies and shares are about. */
export interface CostSubjects {
  readonly meter: Ids;
  readonly machine: Ids;
  readonly department: Ids;
}

const anything = { type: "object" } as const;

export function costsFrom(list: ReadList, known: CostSubjects): CostModel {
  // A tariff's own parser checks it, with the places of its mistakes.
  const tariffs = list("tariffs", anything, tariffOfEntry);
  const prices = list("prices", priceSeriesSchema, (raw) => ({ minutes: 60, ...named(raw) }) as unknown as PriceSeries);
  const centres = new Map<string, CostCentre>();
  const costCentres = list("costCentres", costCentreSchema, (raw) => {
    const centre = named(raw) as unknown as CostCentre;
    if (centre.parent !== undefined && !centres.has(centre.parent)) {
      throw wrong("parent", `there is no cost centre "${centre.parent}" above this one in the list`);
    }
    centres.set(centre.id, centre);
    return centre;
  });
  const supplies = list("supplies", supplySchema, (raw) => {
    const supply = { fixedBy: "energy", demandBy: "energy", ...named(raw) } as unknown as Supply;
    if (!known.meter.has(supply.meter)) throw wrong("meter", `there is no meter "${supply.meter}"`);
    if (!tariffs.some(({ id }) => id === supply.tariff)) throw wrong("tariff", `there is no tariff "${supply.tariff}"`);
    return supply;
  });
  const allocations = list("allocations", allocationSchema, (raw) => allocationFrom(raw, known, centres));
  return { tariffs, prices, costCentres, supplies, allocations };
}

const named = (raw: Raw): Raw => ({ ...raw, name: raw.name ?? raw.id });

function allocationFrom(raw: Raw, known: CostSubjects, centres: ReadonlyMap<string, CostCentre>): Allocation {
  const kinds = (["meter", "machine", "department"] as const).filter((kind) => raw[kind] !== undefined);
  const [kind] = kinds;
  if (!kind || kinds.length > 1) throw wrong("", "must have one of meter, machine, department");
  const id = raw[kind] as string;
  if (!known[kind].has(id)) throw wrong(kind, `there is no ${kind} "${id}"`);
  const from = raw.from as string | undefined;
  if (from !== undefined && !DateTime.fromISO(from).isValid) throw wrong("from", "there is no such date");
  const shares = raw.shares as Record<string, number>;
  for (const centre of Object.keys(shares)) {
    if (!centres.has(centre)) throw wrong(`shares/${centre}`, `there is no cost centre "${centre}"`);
  }
  // Hundredths of a per cent, so that 33.3 + 33.3 + 33.4 is 100.
  const total = Object.values(shares).reduce((sum, share) => sum + Math.round(share * 1e6), 0) / 1e6;
  if (total > 100) throw wrong("shares", `add up to ${total} %, more than 100 %`);
  return { id: raw.id as string, of: { kind, id }, ...(from !== undefined && { from }), shares };
}

const wrong = (place: string, detail: string): EnergyError => new EnergyError("CONFIG_INVALID", { place, detail });
