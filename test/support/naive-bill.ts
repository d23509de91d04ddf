import { DateTime } from "luxon";

/**
 * A second way to a bill, for comparison: step by step in whole numbers, without a line of the product. Loads are in
 * tenths of a kWh for each quarter of an hour, prices in ten-thousandths, so every amount is an exact fraction.
 */
export interface Step {
  readonly at: number;
  readonly date: string;
  readonly minute: number;
  /** 0 Monday … 6 Sunday. */
  readonly weekday: number;
  readonly month: string;
}

export interface NaiveWindow {
  readonly seasons?: readonly string[];
  readonly days?: readonly string[];
  readonly from?: string;
  readonly to?: string;
}
export interface NaiveTier {
  readonly upTo?: number;
  readonly price: number;
}
export interface NaiveComponent {
  readonly id: string;
  readonly kind: "energy" | "demand" | "fixed" | "reactive" | "surcharge" | "minimum" | "tax";
  readonly price?: number;
  readonly prices?: Readonly<Record<string, readonly NaiveTier[]>>;
  readonly count?: "component" | "period";
  readonly minutes?: number;
  readonly peak?: { readonly mean: number; readonly of: "windows" | "days" };
  readonly ratchet?: { readonly share: number; readonly months: number };
  readonly above?: number;
  readonly per?: string;
  readonly share?: number;
  readonly percent?: number;
  readonly amount?: number;
}
export interface NaiveTariff {
  readonly seasons: Readonly<Record<string, readonly { from: string; to: string }[]>>;
  readonly periods: Readonly<Record<string, readonly NaiveWindow[] | "rest">>;
  readonly components: readonly NaiveComponent[];
}

const quarter = 900_000;
const names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** Every quarter of an hour between two local dates. */
export function stepsOf(from: string, to: string, zone: string): Step[] {
  const steps: Step[] = [];
  const end = DateTime.fromISO(to, { zone }).toMillis();
  for (let at = DateTime.fromISO(from, { zone }).toMillis(); at < end; at += quarter) {
    const local = DateTime.fromMillis(at, { zone });
    const date = local.toISODate() ?? "";
    steps.push({
      at,
      date,
      minute: local.hour * 60 + local.minute,
      weekday: local.weekday - 1,
      month: date.slice(0, 7),
    });
  }
  return steps;
}

const yesterdayOf = (date: string): string =>
  DateTime.fromISO(date, { zone: "utc" }).minus({ days: 1 }).toISODate() ?? "";

const clock = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

export class NaiveBill {
  readonly #tariff: NaiveTariff;
  readonly #holidays: ReadonlySet<string>;
  readonly #keys = new Map<string, string | undefined>();

  constructor(tariff: NaiveTariff, holidays: ReadonlySet<string>) {
    this.#tariff = tariff;
    this.#holidays = holidays;
  }

  #begins({ days, seasons }: NaiveWindow, date: string): boolean {
    const weekday = DateTime.fromISO(date, { zone: "utc" }).weekday - 1;
    const type = this.#holidays.has(date) ? "holiday" : (names[weekday] as string);
    const isDay =
      !days ||
      days.includes(type) ||
      (days.includes("weekdays") && type !== "holiday" && weekday < 5) ||
      (days.includes("weekend") && type !== "holiday" && weekday >= 5);
    return isDay && (!seasons || seasons.some((name) => this.#inSeason(name, date)));
  }

  #inSeason(name: string, date: string): boolean {
    const day = date.slice(5);
    return (this.#tariff.seasons[name] ?? []).some(({ from, to }) =>
      from <= to ? day >= from && day <= to : day >= from || day <= to,
    );
  }

  #covers(window: NaiveWindow, { date, minute }: Step): boolean {
    const from = clock(window.from ?? "00:00");
    const to = clock(window.to ?? "24:00");
    if (from < to) return this.#begins(window, date) && minute >= from && minute < to;
    return (this.#begins(window, date) && minute >= from) || (minute < to && this.#begins(window, yesterdayOf(date)));
  }

  /** The price that holds in a step. */
  keyAt(prices: readonly string[], step: Step): string | undefined {
    const name = `${prices.join()} ${step.date} ${step.minute}`;
    if (!this.#keys.has(name)) {
      const covering = prices.find((key) => {
        const period = this.#tariff.periods[key];
        if (period === undefined) return key === "" || this.#inSeason(key, step.date);
        return period !== "rest" && period.some((window) => this.#covers(window, step));
      });
      this.#keys.set(name, covering ?? prices.find((key) => this.#tariff.periods[key] === "rest"));
    }
    return this.#keys.get(name);
  }

  /** Cents of each line of a month by `component/period/tier`; `months` are those before, latest first. */
  month(steps: readonly Step[], load: NaiveLoad, before: readonly (readonly Step[])[]): Map<string, bigint> {
    const lines = new Map<string, bigint>();
    const sum = () => [...lines.values()].reduce((total, cents) => total + cents, 0n);
    for (const component of this.#tariff.components) {
      const { id, price = 0, percent = 0, share = 0, amount = 0 } = component;
      const days = BigInt(new Set(steps.map(({ date }) => date)).size);
      if (component.kind === "energy") this.#energy(component, steps, load, lines);
      if (component.kind === "demand") this.#demand(component, steps, load, before, lines);
      if (component.kind === "fixed") {
        const parts = { day: [days, 1n], month: [1n, 1n], year: [1n, 12n] }[component.per ?? "month"] as [
          bigint,
          bigint,
        ];
        lines.set(id, cents(parts[0] * BigInt(price), parts[1] * 10_000n));
      }
      if (component.kind === "reactive") {
        const of = (values: ReadonlyMap<number, number>) =>
          steps.reduce((all, { at }) => all + (values.get(at) ?? 0), 0);
        // Tenths of a kvarh, the share in hundredths.
        const excess = 100n * BigInt(of(load.reactive)) - BigInt(share) * BigInt(of(load.active));
        lines.set(id, cents((excess > 0n ? excess : 0n) * BigInt(price), 1000n * 10_000n));
      }
      if (component.kind === "surcharge" || component.kind === "tax") {
        lines.set(id, cents(sum() * BigInt(percent), 100n * 100n * 100n));
      }
      if (component.kind === "minimum") {
        const lacking = BigInt(amount) * 100n - sum();
        if (lacking > 0n) lines.set(id, lacking);
      }
    }
    return lines;
  }

  #energy(component: NaiveComponent, steps: readonly Step[], load: NaiveLoad, lines: Map<string, bigint>): void {
    const prices = component.prices ?? {};
    const used = new Map<string, number>();
    const units = new Map<string, number>();
    for (const step of steps) {
      const key = this.keyAt(Object.keys(prices), step);
      if (key === undefined) throw new Error(`no price at ${step.date} ${step.minute}`);
      const tiers = prices[key] as readonly NaiveTier[];
      const counter = component.count === "period" ? key : "";
      let left = load.active.get(step.at) ?? 0;
      // One tenth after the other: slow, and hard to get wrong.
      while (left > 0) {
        const so = used.get(counter) ?? 0;
        const tier = tiers.findIndex(({ upTo }) => upTo === undefined || so < upTo * 10);
        const name = `${component.id}/${key}/${tiers.length > 1 ? tier + 1 : ""}/${tier}`;
        const room = tiers[tier]?.upTo === undefined ? left : Math.min(left, (tiers[tier].upTo as number) * 10 - so);
        units.set(name, (units.get(name) ?? 0) + room);
        used.set(counter, so + room);
        left -= room;
      }
    }
    for (const [name, tenths] of units) {
      const [id, key, shown, tier] = name.split("/") as [string, string, string, string];
      const price = prices[key]?.[Number(tier)]?.price ?? 0;
      lines.set(`${id}/${key}/${shown}`, cents(BigInt(tenths) * BigInt(price), 10n * 10_000n));
    }
  }

  /** Tenths of kW of a month, as a fraction of n. */
  #peak(component: NaiveComponent, key: string, steps: readonly Step[], load: NaiveLoad): [bigint, bigint] | undefined {
    const minutes = component.minutes ?? 15;
    const prices = Object.keys(component.prices ?? {});
    const windows: { date: string; tenths: number }[] = [];
    for (let index = 0; index < steps.length; index += 1) {
      const begin = steps[index] as Step;
      if (begin.minute % minutes !== 0) continue;
      const inside = steps.slice(index, index + minutes / 15);
      if (inside.length < minutes / 15 || inside.some((step) => this.keyAt(prices, step) !== key)) continue;
      const tenths = inside.reduce((all, { at }) => all + (load.active.get(at) ?? 0), 0);
      windows.push({ date: begin.date, tenths: tenths * (60 / minutes) });
    }
    if (windows.length === 0) return undefined;
    const { mean, of } = component.peak ?? { mean: 1, of: "windows" };
    const days = new Map<string, number>();
    for (const { date, tenths } of windows) days.set(date, Math.max(days.get(date) ?? 0, tenths));
    const all = of === "days" ? [...days.values()] : windows.map(({ tenths }) => tenths);
    const top = all.sort((a, b) => b - a).slice(0, mean);
    return [BigInt(top.reduce((sum, each) => sum + each, 0)), BigInt(top.length)];
  }

  #demand(
    component: NaiveComponent,
    steps: readonly Step[],
    load: NaiveLoad,
    before: readonly (readonly Step[])[],
    lines: Map<string, bigint>,
  ): void {
    for (const [key, tiers] of Object.entries(component.prices ?? {})) {
      const own = this.#peak(component, key, steps, load);
      if (!own) continue;
      let [top, bottom] = own;
      for (const month of before.slice(0, component.ratchet?.months ?? 0)) {
        const past = this.#peak(component, key, month, load);
        if (!past) continue;
        const floor = [past[0] * BigInt(component.ratchet?.share ?? 0), past[1] * 100n] as const;
        if (floor[0] * bottom > top * floor[1]) [top, bottom] = floor;
      }
      top -= BigInt(component.above ?? 0) * 10n * bottom;
      if (top < 0n) top = 0n;
      let from = 0n;
      tiers.forEach(({ upTo, price }, index) => {
        const limit = upTo === undefined ? top : BigInt(upTo) * 10n * bottom;
        const part = (top < limit ? top : limit) - from;
        from = limit;
        if (part <= 0n && index > 0) return;
        const name = `${component.id}/${key}/${tiers.length > 1 ? index + 1 : ""}`;
        lines.set(name, cents((part > 0n ? part : 0n) * BigInt(price), bottom * 10n * 10_000n));
      });
    }
  }
}

export interface NaiveLoad {
  readonly active: ReadonlyMap<number, number>;
  readonly reactive: ReadonlyMap<number, number>;
}

/** A fraction in whole cents, half away from zero. */
function cents(top: bigint, bottom: bigint): bigint {
  const doubled = top * 200n;
  const sign = doubled < 0n ? -1n : 1n;
  return (sign * (sign * doubled + bottom)) / (2n * bottom);
}
