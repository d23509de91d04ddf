import { mediumOf } from "./medium";
import { isVirtualMeter, type Machine, type MeterModel, type SiteModel } from "./site-model";

/** A machine, or a single meter that belongs to none, and what is added up for it. */
export interface MachineGroup {
  readonly id: string;
  readonly name: string;
  /** kW; null unless every meter has one. */
  readonly ratedPower: number | null;
  readonly calendar?: string;
  /** Every meter of it. */
  readonly meters: readonly string[];
  /** Those that are added up: none that another of them includes. */
  readonly counted: readonly MeterModel[];
}

export interface DepartmentGroup {
  readonly id: string;
  readonly name: string;
  readonly machines: readonly MachineGroup[];
  readonly counted: readonly MeterModel[];
}

/** Which meters are added up for what; made once from the site model. */
export interface PlantGroups {
  readonly mains: readonly MeterModel[];
  /** What the main meters should see; computed meters would count their parts twice. */
  readonly subs: readonly MeterModel[];
  readonly departments: readonly DepartmentGroup[];
  /** Machines and single meters without a department. */
  readonly unassigned: readonly MachineGroup[];
}

export function plantGroups(site: SiteModel): PlantGroups {
  const parents = new Map(site.meters.map(({ id, parent }) => [id, parent]));
  const outermost = (meters: readonly MeterModel[]): MeterModel[] => {
    const ids = new Set(meters.map(({ id }) => id));
    return meters.filter(({ id }) => !ancestorsOf(id, parents).some((above) => ids.has(above)));
  };
  const subs = site.meters.filter(({ role }) => role === "sub");
  const byMachine = groupedBy(subs, ({ machine }) => machine);
  const alone = subs.filter((meter) => !meter.machine && (meter.department || !isVirtualMeter(meter)));
  const aloneIn = groupedBy(alone, ({ department }) => department ?? "");
  const machinesOf = groupedBy(site.machines, ({ department }) => department ?? "");

  const groupOf = ({ id, name, calendar }: Machine, meters: readonly MeterModel[]): MachineGroup => ({
    id,
    name,
    ratedPower: ratedPowerOf(meters),
    ...(calendar !== undefined && { calendar }),
    meters: meters.map((meter) => meter.id),
    counted: outermost(meters),
  });
  const groupsIn = (department: string): MachineGroup[] => [
    ...(machinesOf.get(department) ?? []).map((machine) => groupOf(machine, byMachine.get(machine.id) ?? [])),
    ...(aloneIn.get(department) ?? []).map((meter) => groupOf({ id: meter.id, name: meter.name }, [meter])),
  ];
  return {
    mains: site.meters.filter(({ role }) => role === "main"),
    subs: outermost(subs.filter((meter) => !isVirtualMeter(meter))),
    departments: site.departments.map(({ id, name }) => {
      const machines = groupsIn(id);
      return { id, name, machines, counted: outermost(machines.flatMap(({ counted }) => counted)) };
    }),
    unassigned: groupsIn(""),
  };
}

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** Upstream meters, the nearest first; the site model has no circles. */
function ancestorsOf(meter: string, parents: ReadonlyMap<string, string | undefined>): string[] {
  const above: string[] = [];
  for (let id = parents.get(meter); id !== undefined; id = parents.get(id)) above.push(id);
  return above;
}

function ratedPowerOf(meters: readonly MeterModel[]): number | null {
  const powers = meters.filter((meter) => (mediumOf(meter) ?? "electricity") === "electricity");
  if (powers.length === 0 || powers.some(({ ratedPowerKw }) => ratedPowerKw === undefined)) return null;
  return powers.reduce((sum, { ratedPowerKw = 0 }) => sum + ratedPowerKw, 0);
}
