import { type AlertPolicy, alertPolicySchema, policyFrom } from "../alert/alert-policy";
import { type MaintenanceWindow, maintenanceFrom, maintenanceSchema } from "../alert/maintenance";
import type { Places } from "../alert/place";
import { EnergyError } from "../contract/error";
import type { ReadList } from "./parse-costs";

/** How alerts are dealt with. */
export interface Alerting {
  readonly policies: readonly AlertPolicy[];
  readonly maintenance: readonly MaintenanceWindow[];
}

/** What an entry may name, by the list that names it. */
export type Nameable = Readonly<
  Record<"meters" | "machines" | "departments" | "buses" | "recipients", ReadonlySet<string>>
>;

const called: Readonly<Record<keyof Nameable, string>> = {
  meters: "meter",
  machines: "machine",
  departments: "department",
  buses: "bus",
  recipients: "recipient",
};

/** `alerting` of the site model; `list` reads and checks one of its lists, entry by entry. */
export function alertingFrom(list: ReadList, known: Nameable, timeZone: string): Alerting {
  return {
    policies: list("alerting/policies", alertPolicySchema, (raw) => {
      const policy = policyFrom(raw);
      checkPlaces(policy, known);
      for (const [index, { to = [] }] of (raw.steps as { to?: string[] }[]).entries()) {
        checkNames(`steps/${index}/to`, "recipients", to, known);
      }
      return policy;
    }),
    maintenance: list("alerting/maintenance", maintenanceSchema, (raw) => {
      const window = maintenanceFrom(raw, timeZone);
      checkPlaces(window, known);
      return window;
    }),
  };
}

function checkPlaces(places: Places, known: Nameable): void {
  for (const kind of ["meters", "machines", "departments", "buses"] as const) {
    checkNames(kind, kind, places[kind] ?? [], known);
  }
}

function checkNames(place: string, kind: keyof Nameable, ids: readonly string[], known: Nameable): void {
  const index = ids.findIndex((id) => !known[kind].has(id));
  if (index === -1) return;
  const detail = `there is no ${called[kind]} "${ids[index]}"`;
  throw new EnergyError("CONFIG_INVALID", { place: `${place}/${index}`, detail });
}
