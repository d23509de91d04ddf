import { checkSchema, refuse } from "./tariff-error";
import { flatDemand, timedDemand, type UrdbPart, urdbRatchet } from "./urdb-demand";
import { fuelAdjustment, urdbEnergy } from "./urdb-energy";
import { leftOut, remarksOf } from "./urdb-left-out";
import { type UrdbRate, urdbSchema } from "./urdb-schema";

/** A tariff as people write it, ready for `parseTariff`, and what of the document is not in it. */
export interface UrdbImport {
  readonly tariff: Readonly<Record<string, unknown>>;
  /** Names of fields with something that no component stands for, in the order of the alphabet. */
  readonly leftOut: readonly string[];
  /** Words of the document that may change the bill, e.g. a minimum that is only described. */
  readonly remarks: readonly string[];
}

type Written = Readonly<Record<string, unknown>>;

/**
 * Imports a rate document of the OpenEI Utility Rate Database (versions 3, 7 and 8). What cannot be billed as the
 * document says is refused with TARIFF_INVALID; what has no place in a tariff is listed.
 */
export function importUrdb(raw: unknown, id?: string): UrdbImport {
  const document = lowerCase(itemOf(raw));
  checkSchema(urdbSchema, document, "");
  const rate = document as UrdbRate;
  const ratchet = urdbRatchet(rate);
  const parts = partsOf(rate, ratchet);
  const tariff = {
    id: id ?? rate.label ?? "urdb",
    ...(rate.name !== undefined && { name: [rate.utility, rate.name].filter(Boolean).join(", ").slice(0, 100) }),
    versions: [
      {
        from: rate.startdate === undefined ? "1970-01-01" : dateOf(rate.startdate),
        ...(rate.enddate !== undefined && { to: dateOf(rate.enddate) }),
        // The database knows weekdays and weekends only.
        holidays: [],
        // Nor does it round: a line's cents are a matter of the contract.
        rounding: { decimals: 6 },
        seasons: Object.assign({}, ...parts.map(({ seasons }) => seasons)),
        periods: Object.assign({}, ...parts.map(({ periods }) => periods)),
        components: parts.flatMap(({ components }) => components),
      },
    ],
  };
  return { tariff, leftOut: leftOut(document, ratchet), remarks: remarksOf(document) };
}

/** The document itself, or the first of an answer of the database's interface. */
function itemOf(raw: unknown): Written {
  const first = (raw as { items?: unknown } | null)?.items;
  const item = Array.isArray(first) ? first[0] : raw;
  if (typeof item !== "object" || item === null || Array.isArray(item)) refuse("", "must be object");
  return item as Written;
}

const lowerCase = (document: Written): Written =>
  Object.fromEntries(Object.entries(document).map(([name, value]) => [name.toLowerCase(), value]));

const dateOf = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);

const windows = [5, 10, 15, 20, 30, 60];

function partsOf(rate: UrdbRate, ratchet: Written): UrdbPart[] {
  const minutes = rate.demandwindow ?? 15;
  if (!windows.includes(minutes)) refuse("demandwindow", `must be one of ${windows.join(", ")}`);
  const head = { minutes };
  const flat = flatDemand(rate, { ...head, ...ratchet });
  const timed = timedDemand(
    {
      id: "timed-demand",
      field: "demandrate",
      structure: rate.demandratestructure,
      weekday: rate.demandweekdayschedule,
      weekend: rate.demandweekendschedule,
      unit: rate.demandrateunit,
    },
    { ...head, ...(flat.components.length === 0 && ratchet) },
  );
  const coincident = timedDemand(
    {
      id: "coincident-demand",
      field: "coincidentrate",
      structure: rate.coincidentratestructure,
      weekday: rate.coincidentrateschedule,
      weekend: undefined,
      unit: rate.coincidentrateunit,
    },
    head,
  );
  const energy = urdbEnergy(rate, "demand");
  const needsPeak = energy.components.some(({ kwOf }) => kwOf) && flat.components.length === 0;
  const peak = { components: needsPeak ? [{ id: "demand", kind: "demand", ...head, ...ratchet, price: 0 }] : [] };
  return [energy, fuelAdjustment(rate), peak, flat, timed, coincident, { components: standing(rate) }];
}

const timeUnits: Readonly<Record<string, string>> = { "$/month": "month", "$/day": "day", "$/year": "year" };

function standing(rate: UrdbRate): Written[] {
  const components: Written[] = [];
  const per = (unit: string | undefined, place: string) => {
    const name = timeUnits[unit ?? "$/month"];
    if (!name) refuse(place, `a charge in "${unit}" cannot be billed`);
    return name === "month" ? {} : { per: name };
  };
  const { fixedmonthlycharge, fixedchargefirstmeter, fixedchargeunits, minmonthlycharge, mincharge } = rate;
  if (fixedmonthlycharge) components.push({ id: "fixed", kind: "fixed", price: fixedmonthlycharge });
  if (fixedchargefirstmeter) {
    const unit = per(fixedchargeunits, "fixedchargeunits");
    components.push({ id: "fixed-meter", kind: "fixed", price: fixedchargefirstmeter, ...unit });
  }
  if (minmonthlycharge) components.push({ id: "minimum", kind: "minimum", amount: minmonthlycharge });
  if (mincharge && !minmonthlycharge && rate.minchargeunits !== "$/year") {
    const unit = per(rate.minchargeunits, "minchargeunits");
    components.push({ id: "minimum", kind: "minimum", amount: mincharge, ...unit });
  }
  return components;
}
