import { IANAZone } from "luxon";
import { EnergyError } from "../contract/error";
import { idSchema } from "../contract/schemas";
import { assertSchema } from "../contract/validate";
import type { CostModel, Supply } from "../site/cost-model";
import { costsFrom, type ReadList } from "../site/parse-costs";
import { type BearerKind, type Bearers, datedShares } from "./bearers";
import type { CostRules } from "./cost-rules";

const objects = { type: "array", maxItems: 20_000, items: { type: "object" } } as const;

/** `tariff-cost` as it is configured without a site model; the lists are those of `site.json`. */
const costConfigSchema = {
  type: "object",
  required: ["timeZone"],
  additionalProperties: false,
  properties: {
    site: idSchema,
    timeZone: { type: "string", minLength: 1, maxLength: 64 },
    currency: { type: "string", pattern: "^[A-Z]{3}$", description: "a currency such as EUR" },
    holidays: {
      type: "array",
      maxItems: 5000,
      items: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$", description: "a date such as 2026-12-25" },
    },
    intervalMinutes: { enum: [5, 10, 15, 30, 60] },
    tariff: { type: "object" },
    tariffs: objects,
    supplies: objects,
    prices: objects,
    costCentres: objects,
    allocations: objects,
  },
} as const;

type Raw = Readonly<Record<string, unknown>>;

const anyId = { has: () => true } as const;

/** Throws CONFIG_INVALID or TARIFF_INVALID with the place of the mistake. */
export function parseCostConfig(value: unknown): CostRules {
  assertSchema(costConfigSchema, value, "CONFIG_INVALID");
  const raw = value as Raw & { readonly timeZone: string };
  if (!IANAZone.isValidZone(raw.timeZone)) {
    throw new EnergyError("CONFIG_INVALID", { place: "timeZone", detail: `unknown time zone "${raw.timeZone}"` });
  }
  const tariffs = [...(raw.tariff ? [raw.tariff] : []), ...((raw.tariffs ?? []) as readonly unknown[])];
  if (tariffs.length === 0) throw new EnergyError("CONFIG_INVALID", { place: "tariffs", detail: "is required" });
  const costs = costsFrom(listsOf({ ...raw, tariffs }), { meter: anyId, machine: anyId, department: anyId });
  return {
    ...(raw.site !== undefined && { site: raw.site as string }),
    timeZone: raw.timeZone,
    currency: (raw.currency ?? "EUR") as string,
    holidays: new Set((raw.holidays ?? []) as readonly string[]),
    supplies: costs.supplies,
    prices: costs.prices,
    bearers: (_supply, by) => bearersWithoutSite(costs, by),
    tariffs: new Map(costs.tariffs.map((tariff) => [tariff.id, tariff])),
    supplyOf: supplyOf(costs.supplies, costs.tariffs[0]?.id ?? ""),
    intervalMs: ((raw.intervalMinutes ?? 15) as number) * 60_000,
  };
}

/** Here a wrong entry refuses the whole: whoever configures the node looks at it. */
function listsOf(raw: Raw): ReadList {
  return (name, schema, make) => {
    const ids = new Set<string>();
    return ((raw[name] ?? []) as Raw[]).map((written, index) => {
      const entry = { id: `${name}-${index}`, ...written };
      const place = name === "tariffs" && raw.tariff ? "tariff" : `${name}/${index}`;
      try {
        assertSchema(schema, entry, "CONFIG_INVALID");
        const made = make(entry);
        if (ids.has(made.id))
          throw new EnergyError("CONFIG_INVALID", { place: "id", detail: `the id "${made.id}" is used twice` });
        ids.add(made.id);
        return made;
      } catch (thrown) {
        if (!(thrown instanceof EnergyError)) throw thrown;
        throw new EnergyError(thrown.code, {
          ...thrown.params,
          place: [place, thrown.params.place].filter(Boolean).join("/"),
        });
      }
    });
  };
}

/** Nothing is known of a plant but what the shares name: cost centres and the meters that they are of. */
function bearersWithoutSite({ allocations, costCentres }: CostModel, by: BearerKind): Bearers {
  const ofMeters = allocations.filter(({ of }) => of.kind === "meter");
  const ids = [...new Set(ofMeters.map(({ of }) => of.id))];
  if (by !== "cost-centre") return { bearers: [], meters: [] };
  const sharesOf = (id: string) => datedShares(ofMeters.filter(({ of }) => of.id === id));
  return { bearers: costCentres, meters: ids.map((meter) => ({ meter, below: [], shares: sharesOf(meter) })) };
}

/** Without supplies each meter is one, billed by the first tariff; with a single one all meters draw from it. */
function supplyOf(supplies: readonly Supply[], firstTariff: string): CostRules["supplyOf"] {
  const byMeter = new Map(supplies.map((supply) => [supply.meter, supply]));
  return (meter) => {
    const [only] = supplies;
    if (!only) return { id: meter, name: meter, meter, tariff: firstTariff, fixedBy: "energy", demandBy: "energy" };
    return byMeter.get(meter) ?? (supplies.length === 1 ? only : undefined);
  };
}
