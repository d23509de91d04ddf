import type { SiteModel } from "../site/site-model";
import { type Decimal, decimalOf } from "../tariff/decimal-number";

/** A site model as it crosses to another thread: decimals are objects of a class, which cannot. */
export interface SiteParcel {
  readonly packed: unknown;
}

interface PackedDecimal {
  readonly decimal: string;
}

export const packSite = (site: SiteModel): SiteParcel => ({ packed: mapped(site, packDecimal) });

export const unpackSite = ({ packed }: SiteParcel): SiteModel => mapped(packed, unpackDecimal) as SiteModel;

/** `replace` gives what stands for a value, or undefined for what is copied as it is. */
function mapped(value: unknown, replace: (value: object) => unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const replaced = replace(value);
  if (replaced !== undefined) return replaced;
  if (Array.isArray(value)) return value.map((item) => mapped(item, replace));
  if (value instanceof Set || value instanceof Map) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapped(inner, replace)]));
}

function packDecimal(value: object): PackedDecimal | undefined {
  const { c, e, s, toFixed } = value as Partial<Decimal>;
  if (!Array.isArray(c) || e === undefined || s === undefined || typeof toFixed !== "function") return undefined;
  return { decimal: (value as Decimal).toFixed() };
}

function unpackDecimal(value: object): Decimal | undefined {
  const { decimal, ...others } = value as Partial<PackedDecimal>;
  return decimal !== undefined && Object.keys(others).length === 0 ? decimalOf(decimal) : undefined;
}
