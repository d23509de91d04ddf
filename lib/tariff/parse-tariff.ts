import { checkDate, checkOrder, checkVersionDates } from "./check-dates";
import { checkReferences } from "./check-references";
import { decimalOf } from "./decimal-number";
import { type ComponentFrame, parseComponent, type Raw } from "./parse-component";
import { parsePeriods, parseSeasons } from "./parse-hours";
import { parseAmount } from "./parse-price";
import type { DateRange } from "./season";
import type { Conversion, Rounding, Tariff, TariffVersion } from "./tariff";
import { checkSchema, joinPlace, refuse } from "./tariff-error";
import { tariffSchema } from "./tariff-schema";
import { checkQuantity, parseUnit } from "./tariff-unit";

interface WrittenVersion {
  readonly from: string;
  readonly to?: string;
  readonly seasons?: Record<string, readonly DateRange[]>;
  readonly periods?: Record<string, unknown>;
  readonly holidays?: readonly string[];
  readonly rounding?: Partial<Rounding>;
  readonly components: readonly Raw[];
}

interface WrittenTariff {
  readonly id: string;
  readonly name?: string;
  readonly quantity?: string;
  readonly unit?: string;
  readonly conversions?: readonly Raw[];
  readonly versions: readonly WrittenVersion[];
}

const usualRounding: Rounding = { decimals: 2, mode: "half-away" };

/** A tariff as people write it; throws TARIFF_INVALID with the place, which begins with `place`. */
export function parseTariff(raw: unknown, place = ""): Tariff {
  checkSchema(tariffSchema, raw, place);
  const written = raw as WrittenTariff;
  const quantity = written.quantity ?? "active_energy_import";
  checkQuantity(quantity, joinPlace(place, "quantity"));
  const versionsAt = joinPlace(place, "versions");
  checkVersionDates(written.versions, versionsAt);
  const conversions = parseConversions(written, quantity, place);
  const isConverted = (name: string): boolean => name === quantity && conversions.length > 0;
  const unit = parseUnit(written.unit, quantity, isConverted(quantity), place);
  const versions = written.versions.map((version, index) =>
    parseVersion(version, { quantity, unit, isConverted }, joinPlace(versionsAt, `${index}`)),
  );
  return { id: written.id, name: written.name ?? written.id, quantity, unit, conversions, versions };
}

function parseConversions({ conversions, versions }: WrittenTariff, quantity: string, place: string): Conversion[] {
  if (!conversions) return [];
  const at = joinPlace(place, "conversions");
  if (quantity !== "gas_volume") refuse(at, "belongs to gas_volume only");
  const dates = conversions.map(({ from }) => from as string);
  checkOrder(dates, at);
  if ((dates[0] ?? "") > (versions[0]?.from ?? "")) refuse(`${at}/0/from`, "begins after the first version does");
  return conversions.map((raw, index) => {
    const calorific = parseAmount(raw.calorificValue, `${at}/${index}/calorificValue`);
    const state = parseAmount(raw.stateNumber ?? 1, `${at}/${index}/stateNumber`);
    return { from: raw.from as string, factor: decimalOf(calorific).times(state) };
  });
}

type TariffFrame = Pick<ComponentFrame, "quantity" | "isConverted"> & { readonly unit: string };

function parseVersion(written: WrittenVersion, frame: TariffFrame, place: string): TariffVersion {
  const { from, to, holidays } = written;
  holidays?.forEach((date, index) => {
    checkDate(date, `${place}/holidays/${index}`);
  });
  const seasons = parseSeasons(written.seasons ?? {}, joinPlace(place, "seasons"));
  const periods = parsePeriods(written.periods ?? {}, seasons, joinPlace(place, "periods"));
  const hours = { seasons, periods, ...(holidays && { holidays: new Set(holidays) }) };
  const rounding = { ...usualRounding, ...written.rounding };
  const at = joinPlace(place, "components");
  const components = written.components.map((raw, index) =>
    parseComponent(raw, { ...frame, hours, rounding }, `${at}/${index}`),
  );
  checkReferences(components, at);
  return { from, ...(to !== undefined && { to }), ...hours, rounding, components };
}
