import type { Condition } from "../contract/messages";
import { idSchema } from "../contract/schema-parts";
import { isBusMeter, type SiteModel } from "../site/site-model";

/** Where in the plant a condition is. */
export interface Place {
  readonly meter?: string;
  readonly machine?: string;
  readonly department?: string;
  readonly bus?: string;
  /** Whose shifts hold there. */
  readonly calendar?: string;
}

/** A choice of places; any of them will do, and where none is named it is the whole site. */
export interface Places {
  readonly meters?: readonly string[];
  readonly machines?: readonly string[];
  readonly departments?: readonly string[];
  readonly buses?: readonly string[];
}

export const placeListSchema = {
  type: "array",
  minItems: 1,
  maxItems: 5000,
  uniqueItems: true,
  items: idSchema,
} as const;

export function isAbout({ meters, machines, departments, buses }: Places, place: Place): boolean {
  if (!meters && !machines && !departments && !buses) return true;
  const named = (ids: readonly string[] | undefined, id: string | undefined): boolean =>
    id !== undefined && (ids?.includes(id) ?? false);
  return (
    named(meters, place.meter) ||
    named(machines, place.machine) ||
    named(departments, place.department) ||
    named(buses, place.bus)
  );
}

/** Finds where a condition is. */
export type PlaceOf = (condition: Pick<Condition, "meter" | "machine" | "bus">) => Place;

/** Without a plant only what the condition itself says is known. */
export const ownPlace: PlaceOf = ({ meter, machine, bus }) => ({
  ...(meter !== undefined && { meter }),
  ...(machine !== undefined && { machine }),
  ...(bus !== undefined && { bus }),
});

export function placesIn(site: SiteModel): PlaceOf {
  const machines = new Map(site.machines.map((machine) => [machine.id, machine]));
  const meters = new Map(site.meters.map((meter) => [meter.id, meter]));
  return (condition) => {
    const meter = condition.meter === undefined ? undefined : meters.get(condition.meter);
    const machine = machines.get(condition.machine ?? meter?.machine ?? "");
    const department = meter?.department ?? machine?.department;
    const bus = condition.bus ?? (meter && isBusMeter(meter) ? meter.bus : undefined);
    const calendar = machine?.calendar ?? site.calendar;
    return {
      ...ownPlace(condition),
      ...(machine && { machine: machine.id }),
      ...(department !== undefined && { department }),
      ...(bus !== undefined && { bus }),
      ...(calendar !== undefined && { calendar }),
    };
  };
}
