import type { Interval, Reading } from "../contract/messages";
import { energyOf, isDay } from "./metered-energy";
import type { MeterModel, SiteModel } from "./site-model";

/** `stale`: nothing new for three of the meter's intervals, and nobody says why. */
export type MeterSight = "waiting" | "online" | "failing" | "stale";

/** What is known from elsewhere about a meter: the state its reader gives it. */
export interface ReaderView {
  readonly state: "waiting" | "online" | "failing";
  readonly error?: Record<string, string>;
}

export interface MeterLine {
  readonly id: string;
  readonly name: string;
  readonly role: "main" | "sub";
  readonly machine: string | null;
  readonly state: MeterSight;
  /** kW as last read; current only where the state is `online`. */
  readonly power: number | null;
  /** Time of the last reading, ms UTC. */
  readonly lastSeen: number | null;
  /** What is wrong, by language. */
  readonly error: Record<string, string> | null;
}

/** Power now and energy today of something that one or more meters measure. */
export interface Sum {
  /** kW; null while no meter of it has a current value. */
  readonly power: number | null;
  /** kWh since midnight of the site; null while not known. */
  readonly energyToday: number | null;
  /** False where a meter of it is missing from the power. */
  readonly complete: boolean;
}

export interface MachineLine extends Sum {
  readonly id: string;
  readonly name: string;
  /** kW, where the site model gives it. */
  readonly ratedPower: number | null;
  readonly meters: readonly string[];
}

export interface DepartmentLine extends Sum {
  readonly id: string;
  readonly name: string;
  readonly machines: readonly MachineLine[];
}

export interface Overview extends Sum {
  readonly kind: "overview";
  readonly site: { readonly id: string; readonly name: string; readonly timeZone: string };
  readonly at: number;
  /** Whether power and energy are the main meters' or the sum of the others. */
  readonly basis: "main" | "sum";
  /** kW that no sub-meter sees; negative where they see more than the main meters. Null while a part is missing. */
  readonly notMetered: number | null;
  readonly departments: readonly DepartmentLine[];
  /** Machines and single meters without a department. */
  readonly unassigned: readonly MachineLine[];
  readonly meters: readonly MeterLine[];
}

const staleAfterIntervals = 3;
const shortestStaleMs = 5_000;

/** Keeps the last of everything that the overview shows. Holds no clock: times come with the calls. */
export class PlantNow {
  readonly #site: SiteModel;
  readonly #readings = new Map<string, Reading>();
  readonly #days = new Map<string, Map<string, Interval>>();

  constructor(site: SiteModel) {
    this.#site = site;
  }

  /** Takes a reading or a running or closed interval; others, and those of other sites, change nothing. */
  take(message: Reading | Interval): void {
    if (message.site !== this.#site.id) return;
    if (message.kind === "reading") {
      const known = this.#readings.get(message.meter);
      if (message.quality === "bad" || (known && message.at < known.at)) return;
      // A reading carries what was due: power may be read more rarely than something else.
      const values = { ...known?.values, ...message.values };
      this.#readings.set(message.meter, { ...message, values });
    } else if (isDay(message)) {
      const days = this.#days.get(message.meter) ?? new Map<string, Interval>();
      const known = days.get(message.quantity);
      if (!known || message.from >= known.from) days.set(message.quantity, message);
      this.#days.set(message.meter, days);
    }
  }

  overview(readers: ReadonlyMap<string, ReaderView>, now: number): Overview {
    const site = this.#site;
    const meters = site.meters.map((meter) => this.#line(meter, readers.get(meter.id), now));
    const lines = new Map(meters.map((line) => [line.id, line]));
    const sumOf = (chosen: readonly MeterModel[]): Sum => this.#sum(chosen, lines, now);
    const machineOf = (id: string, name: string, chosen: readonly MeterModel[]): MachineLine => ({
      id,
      name,
      ...sumOf(chosen),
      ratedPower: total(
        chosen.map(({ ratedPowerKw }) => ratedPowerKw ?? null),
        true,
      ),
      meters: chosen.map((meter) => meter.id),
    });

    const subs = site.meters.filter(({ role }) => role === "sub");
    const mains = site.meters.filter(({ role }) => role === "main");
    const machinesIn = (department: string | undefined): MachineLine[] => [
      ...site.machines
        .filter((machine) => machine.department === department)
        .map(({ id, name }) =>
          machineOf(
            id,
            name,
            subs.filter(({ machine }) => machine === id),
          ),
        ),
      ...subs
        .filter((meter) => !meter.machine && meter.department === department)
        .map((meter) => machineOf(meter.id, meter.name, [meter])),
    ];
    const metersOf = (machines: readonly MachineLine[]): MeterModel[] =>
      subs.filter(({ id }) => machines.some((machine) => machine.meters.includes(id)));

    const main = sumOf(mains);
    const sub = sumOf(subs);
    const byMain = mains.length > 0 && main.complete;
    return {
      kind: "overview",
      site: { id: site.id, name: site.name, timeZone: site.timeZone },
      at: now,
      ...(byMain ? main : sub),
      energyToday: main.energyToday ?? sub.energyToday,
      complete: byMain || (mains.length === 0 && sub.complete),
      basis: byMain ? "main" : "sum",
      notMetered: byMain && sub.complete ? (main.power ?? 0) - (sub.power ?? 0) : null,
      departments: site.departments.map(({ id, name }) => {
        const machines = machinesIn(id);
        return { id, name, ...sumOf(metersOf(machines)), machines };
      }),
      unassigned: machinesIn(undefined),
      meters,
    };
  }

  #line(meter: MeterModel, reader: ReaderView | undefined, now: number): MeterLine {
    const reading = this.#readings.get(meter.id);
    const age = reading ? now - reading.at : 0;
    const patience = Math.max(shortestStaleMs, staleAfterIntervals * meter.intervalSeconds * 1000);
    const sight = !reading ? "waiting" : age > patience ? "stale" : "online";
    return {
      id: meter.id,
      name: meter.name,
      role: meter.role,
      machine: meter.machine ?? null,
      state: reader?.state === "failing" ? "failing" : sight,
      power: reading?.values.active_power ?? null,
      lastSeen: reading?.at ?? null,
      error: (reader?.state === "failing" && reader.error) || null,
    };
  }

  #sum(meters: readonly MeterModel[], lines: ReadonlyMap<string, MeterLine>, now: number): Sum {
    const current = meters.map(({ id }) => {
      const line = lines.get(id);
      return line?.state === "online" ? line.power : null;
    });
    return {
      power: total(current),
      energyToday: total(meters.map(({ id }) => this.#energyToday(id, now))),
      complete: current.length > 0 && current.every((power) => power !== null),
    };
  }

  #energyToday(meter: string, now: number): number | null {
    const today = [...(this.#days.get(meter)?.values() ?? [])].filter(({ from, to }) => from <= now && now < to);
    const interval = energyOf(today);
    return interval && interval.quality !== "missing" ? interval.amount : null;
  }
}

/** The sum of what is known; null where nothing is, or, `strictly`, where anything is not. */
function total(values: readonly (number | null)[], strictly = false): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0 || (strictly && known.length < values.length)) return null;
  return known.reduce((sum, value) => sum + value, 0);
}
