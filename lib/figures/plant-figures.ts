import type { Baseline } from "../contract/baseline";
import type { Condition, Query, Reading } from "../contract/messages";
import { type UsePrice, usePriceOf } from "../costing/use-price";
import { quantities } from "../metering/quantities";
import { MeterNow } from "../site/meter-now";
import type { Machine, SiteModel } from "../site/site-model";
import type { BaseFlowFigure, FiguresView, IdleGroup, MachineFigure, MeterName } from "./figures-view";
import { IdleBook, type IdleRow, idleRowOf } from "./idle-book";
import { idleSums } from "./idle-sums";
import {
  demandOf,
  type KnownDemand,
  type KnownFigures,
  knownAfter,
  knownOf,
  merged,
  nothingKnown,
} from "./known-figures";

/** What outlives a restart. */
export interface KeptFigures {
  /** Whose figures they are; where nobody wrote it down, their meters say enough. */
  readonly site?: string | undefined;
  readonly known?: KnownFigures | undefined;
  readonly idle?: readonly IdleRow[] | undefined;
}

const dayMs = 86_400_000;
/** The next window is told of a minute after it has begun. */
const demandPatienceMs = 120_000;
/** The saving of a longer time is not asked for: a model is held against at most a year. */
const longestSavingMs = 366 * dayMs;

/** Keeps the newest of what the detectors tell of a plant. Holds no clock: times come with the calls. */
export class PlantFigures {
  readonly #site: SiteModel;
  readonly #priceOf: UsePrice;
  readonly #meters: ReadonlyMap<string, MeterNow>;
  readonly #names: Readonly<Record<Exclude<IdleGroup, "shift"> | "meter", ReadonlyMap<string, string>>>;
  readonly #demands = new Map<string, KnownDemand>();
  #known = nothingKnown;
  #book = new IdleBook();
  #idleChanges = 0;

  constructor(site: SiteModel) {
    this.#site = site;
    this.#priceOf = usePriceOf(site);
    this.#meters = new Map(site.meters.map((meter) => [meter.id, new MeterNow(meter)]));
    const namesOf = (items: readonly { readonly id: string; readonly name: string }[]) =>
      new Map(items.map(({ id, name }) => [id, name]));
    this.#names = {
      meter: namesOf(site.meters),
      machine: namesOf(site.machines),
      department: namesOf(site.departments),
      "cost-centre": namesOf(site.costCentres),
    };
  }

  /** Changes only with what is worth keeping. */
  get known(): KnownFigures {
    return this.#known;
  }

  /** The site whose figures they are. */
  get site(): string {
    return this.#site.id;
  }

  /** How often the rows of idle use have become others than those that were kept. */
  get idleChanges(): number {
    return this.#idleChanges;
  }

  get idleRows(): readonly IdleRow[] {
    return this.#book.rows;
  }

  /** What was kept counts less than what has come meanwhile; of another site, or of meters that are gone, it counts nothing. */
  recall({ site = this.#site.id, known, idle = [] }: KeptFigures): void {
    const isOurs = (meter: string): boolean => site === this.#site.id && this.#meters.has(meter);
    if (known) this.#known = merged(knownOf(known, isOurs), this.#known);
    const rows = idle.filter(({ meter }) => isOurs(meter));
    this.#book = new IdleBook([...rows, ...this.#book.rows]);
    if (rows.length < idle.length) this.#idleChanges++;
  }

  /** What is of other sites, or of meters that are not in the model, says nothing. */
  take(message: Condition | Baseline | Reading): void {
    const { site, meter } = message;
    const now = this.#meters.get(meter ?? "");
    if (site !== this.#site.id || meter === undefined || !now) return;
    this.#known = knownAfter(this.#known, message);
    if (message.kind === "reading" && message.reason !== "base-flow") now.takeReading(message);
    if (message.kind !== "condition") return;
    const demand = message.rule === "demand" ? demandOf(message) : undefined;
    if (demand) this.#demands.set(meter, demand);
    const row = message.rule === "idle-use" ? idleRowOf(message) : undefined;
    if (!row) return;
    this.#book.take(row);
    this.#idleChanges++;
  }

  /** After each day that was held against a baseline: what has been saved since that ended? */
  questionAfter({ site, meter, to, use, model }: Baseline): Query | undefined {
    if (!use || !model || site !== this.#site.id || model.to >= to) return undefined;
    return { kind: "query", site, meter, from: Math.max(model.to, to - longestSavingMs), to };
  }

  view(now: number): FiguresView {
    const { id, name, timeZone, currency } = this.#site;
    const machineOf = (meter: string): string => this.#meters.get(meter)?.meter.machine ?? meter;
    const nameOf = (group: IdleGroup, id: string): string =>
      group === "shift" ? id : (this.#names[group].get(id) ?? this.#names.meter.get(id) ?? id);
    const sums = (rows: readonly IdleRow[]) => idleSums(rows, machineOf, nameOf);
    return {
      kind: "figures",
      site: { id, name, timeZone, currency },
      at: now,
      machines: this.#site.machines.flatMap((machine) => this.#machine(machine, now)),
      demand: [...this.#demands]
        .filter(([, { to }]) => to > now - demandPatienceMs)
        .map(([meter, demand]) => ({ ...this.#name(meter), ...demand })),
      idle: { last: sums(this.#book.lastShift()), days: sums(this.#book.rows) },
      baseFlows: this.#baseFlows(),
      nights: Object.entries(this.#known.nights).map(([meter, { quantity, at, night }]) => {
        return { ...this.#name(meter), unit: unitOf(quantity), at, ...night };
      }),
      models: Object.values(this.#known.models).map(({ meter, quantity, ...model }) => {
        return { ...this.#name(meter), unit: unitOf(quantity), ...model };
      }),
    };
  }

  /** A line for each of its meters whose states are known; one where none is. */
  #machine({ id, name, department }: Machine, now: number): MachineFigure[] {
    const own = [...this.#meters.values()].filter(({ meter }) => meter.machine === id);
    const known = own.filter(({ meter }) => this.#known.states[meter.id]);
    const shown = known.length > 0 ? known : own.slice(0, 1);
    return shown.map((one) => {
      const { state = null, since = null } = this.#known.states[one.meter.id] ?? {};
      const power = one.sightAt(now) === "online" ? one.value("power") : null;
      return {
        machine: id,
        meter: one.meter.id,
        name: known.length > 1 ? `${name}, ${one.meter.name}` : name,
        department: this.#names.department.get(department ?? "") ?? null,
        state,
        since,
        power: power === null ? null : Number(power.toPrecision(3)),
      };
    });
  }

  #baseFlows(): BaseFlowFigure[] {
    return Object.entries(this.#known.baseFlows).map(([meter, { quantity, perHour, at }]) => {
      const price = this.#priceOf(meter, quantity, at - dayMs, at);
      const moneyPerDay = price === undefined ? null : Number((24 * perHour * price).toPrecision(4));
      return { ...this.#name(meter), unit: unitOf(quantity), perHour: Number(perHour.toPrecision(4)), at, moneyPerDay };
    });
  }

  #name(meter: string): MeterName {
    return { meter, name: this.#names.meter.get(meter) ?? meter };
  }
}

const unitOf = (quantity: string): string => quantities.get(quantity)?.unit ?? "";
