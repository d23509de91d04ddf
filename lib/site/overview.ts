import type { Interval, Reading } from "../contract/messages";
import type { IntervalsQuery } from "../store/store";
import type { ShiftSpan } from "./calendar";
import { MeterNow, type MeterSight, volumes } from "./meter-now";
import { type MeterView, type Moment, physicalView, virtualView } from "./meter-view";
import { energyQuantities } from "./metered-energy";
import { PlantCalendar } from "./plant-calendar";
import { type MachineGroup, type PlantGroups, plantGroups } from "./plant-groups";
import { type Sum, sumOf } from "./plant-sum";
import { isVirtualMeter, type MeterModel, type SiteModel } from "./site-model";

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
  /** L/min and m³/min, likewise. */
  readonly waterFlow: number | null;
  readonly gasFlow: number | null;
  /** False for a meter of water, gas or something else: its power is not missing. */
  readonly measuresPower: boolean;
  /** Time of the last reading, ms UTC. */
  readonly lastSeen: number | null;
  /** What is wrong, by language. */
  readonly error: Record<string, string> | null;
}

export interface MachineLine extends Sum {
  readonly id: string;
  readonly name: string;
  /** kW, where the site model gives it. */
  readonly ratedPower: number | null;
  /** The shift that runs by its calendar. */
  readonly shift: string | null;
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
  /** By the site's calendar; null between shifts. */
  readonly shift: ShiftSpan | null;
  readonly departments: readonly DepartmentLine[];
  /** Machines and single meters without a department. */
  readonly unassigned: readonly MachineLine[];
  readonly meters: readonly MeterLine[];
}

/** A day, when the clocks go back. */
const longestShiftMs = 25 * 3_600_000;

/** Keeps the last of everything that the overview shows. Holds no clock: times come with the calls. */
export class PlantNow {
  readonly #site: SiteModel;
  readonly #groups: PlantGroups;
  readonly #calendar: PlantCalendar;
  readonly #meters: ReadonlyMap<string, MeterNow>;

  constructor(site: SiteModel) {
    this.#site = site;
    this.#groups = plantGroups(site);
    this.#calendar = new PlantCalendar(site);
    this.#meters = new Map(site.meters.map((meter) => [meter.id, new MeterNow(meter)]));
  }

  /** Takes a reading or a running or closed interval; others, and those of other sites, change nothing. */
  take(message: Reading | Interval): void {
    if (message.site !== this.#site.id) return;
    const meter = this.#meters.get(message.meter);
    if (message.kind === "reading") meter?.takeReading(message);
    else meter?.takeInterval(message);
  }

  /** Which intervals of before `now` it must be given to know this month and this shift. */
  past(now: number): Omit<IntervalsQuery, "limit">[] {
    return [...energyQuantities, ...Object.values(volumes)].flatMap((quantity) => [
      { site: this.#site.id, quantity, step: "1d", from: this.#calendar.monthTo(now).from, to: now },
      { site: this.#site.id, quantity, step: "15m", from: now - longestShiftMs, to: now },
    ]);
  }

  overview(readers: ReadonlyMap<string, ReaderView>, now: number): Overview {
    const site = this.#site;
    const { mains, subs, departments, unassigned } = this.#groups;
    const moment: Moment = {
      now,
      month: this.#calendar.monthTo(now),
      shiftOf: (calendar) => this.#calendar.shiftAt(calendar, now),
    };
    const views = this.#views(readers, moment);
    const viewOf = ({ id }: MeterModel): MeterView => views.get(id) as MeterView;
    const sum = (meters: readonly MeterModel[], calendar = site.calendar): Sum => sumOf(meters.map(viewOf), calendar);
    const machineOf = ({
      id,
      name,
      ratedPower,
      meters,
      counted,
      calendar = site.calendar,
    }: MachineGroup): MachineLine => ({
      id,
      name,
      ...sum(counted, calendar),
      ratedPower,
      shift: moment.shiftOf(calendar)?.name ?? null,
      meters,
    });

    const main = sum(mains);
    const sub = sum(subs);
    const powered = poweredOf(mains, viewOf);
    const supply = sum(powered);
    const byMain = powered.length > 0 && supply.complete;
    return {
      kind: "overview",
      site: { id: site.id, name: site.name, timeZone: site.timeZone },
      at: now,
      power: byMain ? supply.power : sub.power,
      waterFlow: main.waterFlow ?? sub.waterFlow,
      gasFlow: main.gasFlow ?? sub.gasFlow,
      waterToday: main.waterToday ?? sub.waterToday,
      gasToday: main.gasToday ?? sub.gasToday,
      energyToday: main.energyToday ?? sub.energyToday,
      energyShift: main.energyShift ?? sub.energyShift,
      energyMonth: main.energyMonth ?? sub.energyMonth,
      complete: byMain || (powered.length === 0 && sub.complete),
      basis: byMain ? "main" : "sum",
      notMetered: byMain && sub.complete ? (supply.power ?? 0) - (sub.power ?? 0) : null,
      shift: moment.shiftOf(site.calendar),
      departments: departments.map(({ id, name, machines, counted }) => {
        return { id, name, ...sum(counted), machines: machines.map(machineOf) };
      }),
      unassigned: unassigned.map(machineOf),
      meters: site.meters.map((meter) => lineOf(meter, viewOf(meter), readers.get(meter.id))),
    };
  }

  /** Virtual meters last, because they are computed from the others. */
  #views(readers: ReadonlyMap<string, ReaderView>, moment: Moment): ReadonlyMap<string, MeterView> {
    const views = new Map<string, MeterView>();
    for (const [id, meter] of this.#meters) {
      if (isVirtualMeter(meter.meter)) continue;
      const failing = readers.get(id)?.state === "failing";
      views.set(id, physicalView(meter, failing ? "failing" : meter.sightAt(moment.now), moment));
    }
    for (const { meter } of this.#meters.values()) {
      if (isVirtualMeter(meter))
        views.set(
          meter.id,
          virtualView(meter, (id) => views.get(id)),
        );
    }
    return views;
  }
}

/** The main meters of electricity; one of which nobody knows what it measures where no other is known to be one. */
function poweredOf(mains: readonly MeterModel[], viewOf: (meter: MeterModel) => MeterView): readonly MeterModel[] {
  const known = mains.filter((meter) => viewOf(meter).measuresPower);
  return known.length > 0 ? known : mains.filter((meter) => viewOf(meter).measuresPower !== false);
}

function lineOf(meter: MeterModel, view: MeterView, reader: ReaderView | undefined): MeterLine {
  return {
    id: meter.id,
    name: meter.name,
    role: meter.role,
    machine: meter.machine ?? null,
    state: view.sight,
    power: view.gauge("power"),
    waterFlow: view.gauge("waterFlow"),
    gasFlow: view.gauge("gasFlow"),
    measuresPower: view.measuresPower !== false,
    lastSeen: view.lastSeen,
    error: (reader?.state === "failing" && reader.error) || null,
  };
}
