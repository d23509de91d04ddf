import { componentSchemas } from "./component-schemas";
import type { Decimal } from "./decimal-number";
import { parseDemand } from "./parse-demand";
import { parseAmount, parseDecimal } from "./parse-price";
import { checkPeriod, type Hours, parsePrices } from "./parse-prices";
import type {
  CapacityComponent,
  Component,
  EnergyComponent,
  FixedComponent,
  MinimumComponent,
  PercentComponent,
  PowerFactorComponent,
  ReactiveComponent,
  Rounding,
} from "./tariff";
import { checkSchema, joinPlace, refuse } from "./tariff-error";
import { checkQuantity, parseUnit } from "./tariff-unit";

export type Raw = Readonly<Record<string, unknown>>;

/** What a component takes over from its tariff and its version. */
export interface ComponentFrame {
  readonly quantity: string;
  /** Written for `quantity`, where it is not the usual one. */
  readonly unit?: string;
  isConverted(quantity: string): boolean;
  readonly hours: Hours;
  readonly rounding: Rounding;
}

type Body<C extends Component> = Omit<C, "id" | "rounding" | "kind">;
type Kind = Component["kind"];

const kindSchema = {
  type: "object",
  required: ["id", "kind"],
  properties: { kind: { enum: Object.keys(componentSchemas) } },
} as const;

/** One component of a version; whether what it refers to exists is checked when all are known. */
export function parseComponent(raw: Raw, frame: ComponentFrame, place: string): Component {
  checkSchema(kindSchema, raw, place);
  const kind = raw.kind as Kind;
  checkSchema(componentSchemas[kind] ?? {}, raw, place);
  const rounding = { ...frame.rounding, ...(raw.rounding as Partial<Rounding> | undefined) };
  return { id: raw.id as string, kind, rounding, ...bodies[kind](raw, frame, place) } as Component;
}

const decimal = (raw: Raw, name: string, place: string): Decimal => parseDecimal(raw[name], joinPlace(place, name));
const amount = (raw: Raw, name: string, place: string): Decimal => parseAmount(raw[name], joinPlace(place, name));

const bodies: Readonly<Record<Kind, (raw: Raw, frame: ComponentFrame, place: string) => Body<Component>>> = {
  energy: parseEnergy,
  export: parseEnergy,
  levy: parseEnergy,
  demand: parseDemand,
  capacity: (raw, _, place): Body<CapacityComponent> => ({
    contracted: amount(raw, "contracted", place),
    unit: (raw.unit ?? "kVA") as string,
    price: decimal(raw, "price", place),
    per: (raw.per ?? "month") as CapacityComponent["per"],
  }),
  fixed: (raw, _, place): Body<FixedComponent> => ({
    price: decimal(raw, "price", place),
    per: (raw.per ?? "month") as FixedComponent["per"],
  }),
  reactive: parseReactive,
  "power-factor": parsePowerFactor,
  surcharge: parsePercent,
  tax: parsePercent,
  minimum: (raw, _, place): Body<MinimumComponent> => ({
    amount: amount(raw, "amount", place),
    per: (raw.per ?? "month") as MinimumComponent["per"],
  }),
};

function parseEnergy(raw: Raw, frame: ComponentFrame, place: string): Body<EnergyComponent> {
  const own = raw.kind === "export" ? "active_energy_export" : frame.quantity;
  const quantity = (raw.quantity ?? own) as string;
  checkQuantity(quantity, joinPlace(place, "quantity"));
  const inherited = quantity === frame.quantity ? frame.unit : undefined;
  const upToPer = (raw.upToPer ?? "month") as EnergyComponent["upToPer"];
  if ((upToPer === "kW") !== (raw.kwOf !== undefined)) {
    refuse(place, 'tiers per kW need both "upToPer": "kW" and "kwOf"');
  }
  return {
    quantity,
    unit: parseUnit(raw.unit ?? inherited, quantity, frame.isConverted(quantity), place),
    prices: parsePrices(raw, frame.hours, place, true),
    upToPer,
    ...(raw.kwOf !== undefined && { kwOf: raw.kwOf as string }),
    count: (raw.count ?? "component") as EnergyComponent["count"],
  };
}

function quantities(raw: Raw, frame: ComponentFrame, place: string): { quantity: string; active: string } {
  const quantity = (raw.quantity ?? "reactive_energy_import") as string;
  const active = (raw.active ?? frame.quantity) as string;
  checkQuantity(quantity, joinPlace(place, "quantity"));
  checkQuantity(active, joinPlace(place, "active"));
  return { quantity, active };
}

function parseReactive(raw: Raw, frame: ComponentFrame, place: string): Body<ReactiveComponent> {
  const period = raw.period as string | undefined;
  if (period !== undefined) {
    const at = joinPlace(place, "period");
    checkPeriod(frame.hours, period, at);
    if (frame.hours.periods[period] === "rest") refuse(at, "one period alone cannot be the rest");
  }
  return {
    ...quantities(raw, frame, place),
    share: amount(raw, "share", place),
    price: decimal(raw, "price", place),
    ...(period !== undefined && { period }),
  };
}

function parsePowerFactor(raw: Raw, frame: ComponentFrame, place: string): Body<PowerFactorComponent> {
  const reference = amount(raw, "reference", place);
  if (reference.gt(1)) refuse(joinPlace(place, "reference"), "must not be more than 1");
  const percent = decimal(raw, "percent", place);
  return { ...quantities(raw, frame, place), reference, percent, on: raw.on as string[] };
}

function parsePercent(raw: Raw, _: ComponentFrame, place: string): Body<PercentComponent> {
  return { percent: decimal(raw, "percent", place), ...(raw.on !== undefined && { on: raw.on as string[] }) };
}
