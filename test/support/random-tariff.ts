import type { NaiveComponent, NaiveTariff, NaiveTier, NaiveWindow } from "./naive-bill.ts";

type Chance = () => number;
const below = (chance: Chance, n: number): number => Math.floor(chance() * n);
const oneOf = <T>(chance: Chance, list: readonly T[]): T => list[below(chance, list.length)] as T;

const quarterClock = (chance: Chance): string =>
  `${String(below(chance, 24)).padStart(2, "0")}:${oneOf(chance, ["00", "15", "30", "45"])}`;

const dayGroups = [
  undefined,
  ["weekdays"],
  ["weekend", "holiday"],
  ["sun"],
  ["mon", "wed", "fri"],
  ["weekdays", "sat"],
];

function windowOf(chance: Chance, seasons: readonly string[]): NaiveWindow {
  const days = oneOf(chance, dayGroups);
  return {
    ...(days && { days }),
    ...(chance() < 0.4 && { seasons: [oneOf(chance, seasons)] }),
    ...(chance() < 0.8 && { from: quarterClock(chance), to: quarterClock(chance) }),
  };
}

const price = (chance: Chance, most: number): number => below(chance, most * 10_000) - (chance() < 0.05 ? 5000 : 0);

function tiersOf(chance: Chance, most: number, step: number): NaiveTier[] {
  const count = chance() < 0.5 ? 1 : 1 + below(chance, 4);
  let upTo = 0;
  return Array.from({ length: count }, (_, index) => {
    upTo += 1 + below(chance, step);
    return { ...(index < count - 1 && { upTo }), price: price(chance, most) };
  });
}

/** Any prices by period: one window period and its rest, by season, or one for all time. */
function pricesOf(chance: Chance, most: number, step: number): Record<string, NaiveTier[]> {
  const keys = oneOf(chance, [["peak", "off-peak"], ["warm", "cold"], [""]]);
  return Object.fromEntries(keys.map((key) => [key, tiersOf(chance, most, step)]));
}

function demandOf(chance: Chance, id: string): NaiveComponent {
  const keys = oneOf(chance, [["peak", "off-peak"], ["peak"], [""]]);
  return {
    id,
    kind: "demand",
    minutes: oneOf(chance, [15, 30, 60]),
    prices: Object.fromEntries(keys.map((key) => [key, tiersOf(chance, 30, 40)])),
    ...(chance() < 0.4 && { peak: { mean: 1 + below(chance, 5), of: oneOf(chance, ["windows", "days"] as const) } }),
    ...(chance() < 0.4 && { ratchet: { share: 50 + below(chance, 51), months: 1 } }),
    ...(chance() < 0.2 && { above: below(chance, 60) }),
  };
}

/** A tariff whose components stand in the order in which their lines are made. */
export function randomTariff(chance: Chance): NaiveTariff {
  const some = (share: number, component: () => NaiveComponent): NaiveComponent[] =>
    chance() < share ? [component()] : [];
  const edge = `${oneOf(chance, ["03", "10"])}-${String(1 + below(chance, 28)).padStart(2, "0")}`;
  const next = `${edge.slice(0, 3)}${String(Number(edge.slice(3)) + 1).padStart(2, "0")}`;
  const seasons = { warm: [{ from: next, to: "11-15" }], cold: [{ from: "11-16", to: edge }] };
  return {
    seasons,
    periods: {
      peak: Array.from({ length: 1 + below(chance, 3) }, () => windowOf(chance, ["warm", "cold"])),
      "off-peak": "rest",
    },
    components: [
      {
        id: "energy",
        kind: "energy",
        prices: pricesOf(chance, 1, 8000),
        count: oneOf(chance, ["component", "period"] as const),
      },
      ...some(0.4, () => ({ id: "grid", kind: "energy", prices: pricesOf(chance, 1, 3000) })),
      ...some(0.8, () => demandOf(chance, "demand")),
      ...some(0.3, () => demandOf(chance, "second-demand")),
      ...some(0.6, () => ({
        id: "fixed",
        kind: "fixed",
        price: price(chance, 500),
        per: oneOf(chance, ["day", "month", "year"]),
      })),
      ...some(0.4, () => ({ id: "reactive", kind: "reactive", share: below(chance, 80), price: price(chance, 1) })),
      ...some(0.3, () => ({ id: "discount", kind: "surcharge", percent: below(chance, 2000) - 1000 })),
      ...some(0.3, () => ({ id: "minimum", kind: "minimum", amount: below(chance, 5000) })),
      ...some(0.5, () => ({ id: "levy", kind: "tax", percent: below(chance, 700) })),
      ...some(0.7, () => ({ id: "vat", kind: "tax", percent: 1900 })),
    ],
  };
}

const tenThousandths = (value: number): string => (value / 10_000).toFixed(4);
const hundredths = (value: number): string => (value / 100).toFixed(2);

/** The same tariff as people write it. */
export function writtenTariff({ seasons, periods, components }: NaiveTariff): object {
  const tiers = (list: readonly NaiveTier[]) =>
    list.length === 1
      ? tenThousandths(list[0]?.price ?? 0)
      : list.map(({ upTo, price: each }) => ({ ...(upTo && { upTo }), price: tenThousandths(each) }));
  const written = components.map(({ price: each, prices, ratchet, share, percent, ...rest }) => ({
    ...rest,
    ...(each !== undefined && { price: tenThousandths(each) }),
    ...(prices && (prices[""] ? { price: tiers(prices[""]) } : { prices: mapped(prices, tiers) })),
    ...(ratchet && { ratchet: { ...ratchet, share: hundredths(ratchet.share) } }),
    ...(share !== undefined && { share: hundredths(share) }),
    ...(percent !== undefined && { percent: hundredths(percent) }),
  }));
  return { id: "random", versions: [{ from: "2020-01-01", seasons, periods, components: written }] };
}

const mapped = <A, B>(entries: Readonly<Record<string, A>>, to: (each: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(entries).map(([key, each]) => [key, to(each)]));
