import { isDate } from "./check-dates";
import { ratchetMonthsSchema } from "./component-schemas";
import type { ComponentFrame, Raw } from "./parse-component";
import { parseAmount } from "./parse-price";
import { checkWholeMonths, parsePrices } from "./parse-prices";
import { monthNames } from "./season";
import type { DemandComponent, Peak, Ratchet } from "./tariff";
import { checkSchema, joinPlace, refuse } from "./tariff-error";
import { checkQuantity, powerUnit } from "./tariff-unit";

const all = 11;

export function parseDemand(
  raw: Raw,
  frame: ComponentFrame,
  place: string,
): Omit<DemandComponent, "id" | "rounding" | "kind"> {
  const prices = parsePrices(raw, frame.hours, place, false);
  checkWholeMonths(frame.hours, prices, place);
  if (prices.some(({ tiers }) => tiers.some(({ rate }) => rate.kind === "series"))) {
    refuse(place, "a demand cannot follow a series of prices");
  }
  const power = (raw.power ?? "active") as DemandComponent["power"];
  const quantity = (raw.quantity ?? frame.quantity) as string;
  checkQuantity(quantity, joinPlace(place, "quantity"));
  const peakOf = (raw.peakOf ?? "month") as DemandComponent["peakOf"];
  const per = (raw.per ?? (peakOf === "year" ? "year" : "month")) as DemandComponent["per"];
  if (peakOf === "year" && per !== "year") refuse(joinPlace(place, "per"), "the year's peak has a price per year");
  if (raw.aboveShare !== undefined && power !== "reactive") {
    refuse(joinPlace(place, "aboveShare"), "belongs to reactive power only");
  }
  if (raw.apparentShare !== undefined && power !== "active") {
    refuse(joinPlace(place, "apparentShare"), "belongs to active power only");
  }
  const amounts = ["apparentShare", "minimum", "above", "aboveShare"] as const;
  const given = amounts.filter((name) => raw[name] !== undefined);
  return {
    quantity,
    unit: { active: powerUnit(quantity, frame.isConverted(quantity)), reactive: "kvar", apparent: "kVA" }[power],
    minutes: (raw.minutes ?? 15) as number,
    power,
    prices,
    per,
    peakOf,
    peak: parsePeak(raw, place),
    ...(raw.ratchet !== undefined && { ratchet: parseRatchet(raw.ratchet as Raw, joinPlace(place, "ratchet")) }),
    ...Object.fromEntries(given.map((name) => [name, parseAmount(raw[name], joinPlace(place, name))])),
    ...(raw.quantityDecimals !== undefined && { quantityDecimals: raw.quantityDecimals as number }),
  };
}

function parsePeak({ peak, coincident }: Raw, place: string): Peak {
  if (peak !== undefined && coincident !== undefined) refuse(place, "must have only one of peak, coincident");
  if (coincident !== undefined) {
    const at = coincident as readonly string[];
    at.forEach((time, index) => {
      if (!isDate(time.slice(0, 10))) refuse(`${place}/coincident/${index}`, "there is no such date");
    });
    return { kind: "coincident", at };
  }
  if (peak === undefined) return { kind: "highest" };
  const { mean, of } = peak as { mean: number; of?: "windows" | "days" };
  return { kind: "mean", n: mean, of: of ?? "windows" };
}

function parseRatchet(raw: Raw, place: string): Ratchet {
  const share = parseAmount(raw.share, joinPlace(place, "share"));
  if (share.gt(1)) refuse(joinPlace(place, "share"), "must not be more than 1");
  const { months } = raw;
  if (months === "all") return { share, months: all };
  if (!Array.isArray(months) && typeof months !== "number") {
    refuse(joinPlace(place, "months"), 'must be a number, "all" or a list of months');
  }
  checkSchema(ratchetMonthsSchema, months, joinPlace(place, "months"));
  if (typeof months === "number") return { share, months };
  const names: readonly string[] = monthNames;
  return { share, months: (months as string[]).map((name) => names.indexOf(name) + 1) };
}
