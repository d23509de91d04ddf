import { DateTime, IANAZone } from "luxon";
import { EnergyError } from "../contract/error";
import { assertSchema } from "../contract/validate";
import { checkedExport } from "../erp/parse-export";
import { exportSchema } from "../erp/profile-schema";
import { type Calibrations, parseCalibrations } from "../metering/calibration";
import { type MeterFact, writtenFact } from "../metering/meter-facts";
import { linkFrom } from "./bus-link";
import { calendarFrom, calendarSchema } from "./calendar";
import { checkDevice, type DeviceSource } from "./device-source";
import { costsFrom, type ReadList } from "./parse-costs";
import { type PulseSource, pulseSourceFrom } from "./pulse-source";
import { recipientFrom, recipientSchema } from "./recipient";
import {
  type BusModel,
  type Department,
  isBusMeter,
  isDeviceMeter,
  isPulseMeter,
  type Machine,
  type MeterModel,
  type SiteModel,
} from "./site-model";
import { ruleFrom, ruleSchema } from "./site-rules";
import { busSchema, departmentSchema, machineSchema, meterSchema, siteSchema } from "./site-schema";
import { relatedMeters } from "./virtual-source";

export interface ParsedSite {
  readonly site: SiteModel;
  /** One for each entry that was left out; the rest of the plant goes on. */
  readonly problems: readonly EnergyError[];
}

type Raw = Record<string, unknown>;

/** Lists whose entries need no id of their own. */
const anonymous: ReadonlySet<string> = new Set(["allocations", "rules"]);

/**
 * Parses a site model. A wrong frame (no site, unknown time zone) throws SITE_INVALID; a wrong entry
 * of a list is left out and reported as SITE_ITEM_INVALID with its place. Whether a profile exists is
 * the reader's business, not checked here.
 */
export function parseSite(value: unknown): ParsedSite {
  assertSchema(siteSchema, value, "SITE_INVALID");
  const file = value as Raw & { site: Raw };
  const timeZone = file.site.timeZone as string;
  if (!IANAZone.isValidZone(timeZone)) {
    throw new EnergyError("SITE_INVALID", { place: "site/timeZone", detail: `unknown time zone "${timeZone}"` });
  }

  const problems: EnergyError[] = [];
  const list: ReadList = <T extends { id: string }>(name: string, schema: object, make: (raw: Raw) => T): T[] => {
    const ids = new Set<string>();
    const kept: T[] = [];
    ((file[name] ?? []) as Raw[]).forEach((written, index) => {
      const place = `${name}/${index}`;
      // Nobody speaks of a share or a rule by its name: an entry without an id is called by its place.
      const raw = anonymous.has(name) ? { id: `${name}-${index}`, ...written } : written;
      const item = typeof raw.id === "string" ? raw.id.slice(0, 64) : "?";
      try {
        checkEntry(schema, raw, place, item);
        if (ids.has(item)) refuse(place, item, `the id "${item}" is used twice`);
        const made = make(raw);
        checkReferences(made, place, item);
        ids.add(item);
        kept.push(made);
      } catch (error) {
        if (!(error instanceof EnergyError)) throw error;
        problems.push(error.code === "SITE_ITEM_INVALID" ? error : placed(error, place, item));
      }
    });
    return kept;
  };

  const none = () => new Set<string>();
  const known = { calendar: none(), department: none(), machine: none(), bus: none() };
  const checkReferences = (entry: object, place: string, item: string): void => {
    for (const [kind, ids] of Object.entries(known)) {
      const id = (entry as Raw)[kind];
      if (typeof id === "string" && !ids.has(id)) refuse(`${place}/${kind}`, item, `there is no ${kind} "${id}"`);
    }
  };

  const calendars = list("calendars", calendarSchema, calendarFrom);
  for (const { id } of calendars) known.calendar.add(id);
  const departments = list("departments", departmentSchema, named<Department>);
  for (const { id } of departments) known.department.add(id);
  const machines = list("machines", machineSchema, named<Machine>);
  for (const { id } of machines) known.machine.add(id);
  const buses = list("buses", busSchema, toBus);
  for (const { id } of buses) known.bus.add(id);
  const listed = list("meters", meterSchema, (raw) => toMeter(raw, timeZone));
  const meters = withoutTwins(listed, problems);
  const placeOf = (id: string): string => `meters/${((file.meters ?? []) as Raw[]).findIndex((raw) => raw.id === id)}`;
  const { calendar } = file.site;
  const unknownCalendar = calendar !== undefined && !known.calendar.has(calendar as string);
  if (unknownCalendar) {
    const detail = `there is no calendar "${calendar}"`;
    problems.push(new EnergyError("SITE_ITEM_INVALID", { place: "site/calendar", item: String(calendar), detail }));
  }

  const related = relatedMeters(meters, placeOf, problems);
  const meterIds = new Set(related.map(({ id }) => id));
  const rules = list("rules", ruleSchema, (raw) => ruleFrom(raw, meterIds));
  const costs = costsFrom(list, {
    meter: meterIds,
    machine: known.machine,
    department: known.department,
  });

  const site: SiteModel = {
    id: file.site.id as string,
    name: (file.site.name ?? file.site.id) as string,
    timeZone,
    currency: (file.site.currency ?? "EUR") as string,
    ...(calendar !== undefined && !unknownCalendar && { calendar: calendar as string }),
    calendars,
    departments,
    machines,
    buses,
    meters: related,
    rules,
    recipients: list("recipients", recipientSchema, recipientFrom),
    ...costs,
    exports: list("exports", exportSchema, checkedExport),
  };
  return { site, problems };
}

function refuse(place: string, item: string, detail: string): never {
  throw new EnergyError("SITE_ITEM_INVALID", { place, item, detail });
}

/** An entry's own mistake, at its place in the file. */
function placed({ params }: EnergyError, place: string, item: string): EnergyError {
  const inner = String(params.place ?? "");
  const detail = String(params.detail ?? "");
  return new EnergyError("SITE_ITEM_INVALID", { place: inner === "" ? place : `${place}/${inner}`, item, detail });
}

function checkEntry(schema: object, raw: Raw, place: string, item: string): void {
  try {
    assertSchema(schema, raw, "SITE_ITEM_INVALID", { item });
  } catch (error) {
    if (!(error instanceof EnergyError)) throw error;
    throw placed(error, place, item);
  }
}

function named<T extends { id: string; name: string }>(raw: Raw): T {
  return { ...raw, name: raw.name ?? raw.id } as unknown as T;
}

function toBus(raw: Raw): BusModel {
  const simulated = raw.simulated as Raw | undefined;
  return {
    id: raw.id as string,
    name: (raw.name ?? raw.id) as string,
    ...linkFrom(raw),
    ...(simulated && {
      simulated: {
        seed: (simulated.seed ?? 1) as number,
        speed: (simulated.speed ?? 1) as number,
        pastHours: (simulated.pastHours ?? 0) as number,
        turnaroundMs: (simulated.turnaroundMs ?? 0) as number,
      },
    }),
  };
}

/** What belongs to each source of values; the first is what names it. */
const sources = [
  ["bus", "profile", "unitId", "quantities", "cadence", "timeoutMs"],
  ["pulse"],
  ["device"],
  ["virtual"],
] as const;

const ofReadings = ["calibrations", "events", "intervalSeconds", "resolution", "rollover"] as const;

function toMeter(raw: Raw, timeZone: string): MeterModel {
  const named = sources.filter(([name]) => raw[name] !== undefined);
  const [source] = named;
  if (!source || named.length > 1) throw wrong("", "must have one of bus, pulse, device, virtual");
  for (const other of sources.flat()) {
    if (raw[other] !== undefined && !(source as readonly string[]).includes(other))
      throw wrong(other, `does not belong to a meter with "${source[0]}"`);
  }
  for (const other of source[0] === "virtual" ? ofReadings : []) {
    if (raw[other] !== undefined) throw wrong(other, "does not belong to a meter that is computed");
  }
  if (source[0] === "bus" && raw.profile === undefined) throw wrong("profile", "is required");
  if (source[0] === "device") checkDevice(raw.device as DeviceSource);
  return {
    ...raw,
    name: raw.name ?? raw.id,
    role: raw.role ?? "sub",
    intervalSeconds: raw.intervalSeconds ?? 10,
    ...(source[0] === "bus" && { unitId: raw.unitId ?? 1 }),
    ...(source[0] === "pulse" && { pulse: pulseFrom(raw.pulse) }),
    ...(raw.calibrations !== undefined && { calibrations: calibrationsOf(raw.calibrations, timeZone) }),
    ...(raw.events !== undefined && { events: factsFrom(raw.events as WrittenFacts, timeZone) }),
  } as unknown as MeterModel;
}

function calibrationsOf(raw: unknown, timeZone: string): Calibrations {
  return parseCalibrations(raw, (text) => {
    const time = DateTime.fromISO(text, { zone: timeZone });
    return time.isValid ? time.toMillis() : undefined;
  });
}

type WrittenFacts = readonly { readonly at: number | string }[];

const factsFrom = (events: WrittenFacts, timeZone: string): MeterFact[] =>
  events.map((event, index) => writtenFact(event, `events/${index}`, timeZone));

function pulseFrom(pulse: unknown): PulseSource {
  try {
    return pulseSourceFrom(pulse as Parameters<typeof pulseSourceFrom>[0]);
  } catch (error) {
    if (!(error instanceof EnergyError)) throw error;
    throw wrong(`pulse/${error.params.place}`, String(error.params.detail));
  }
}

/** Of an entry whose place in the list the caller knows. */
const wrong = (place: string, detail: string): EnergyError => new EnergyError("CONFIG_INVALID", { place, detail });

/** Two meters at one address, or of one device, would answer as one; a GPIO line can be watched once: the second is left out. */
function withoutTwins(meters: readonly MeterModel[], problems: EnergyError[]): MeterModel[] {
  const first = new Map<string, string>();
  return meters.filter((meter, index) => {
    const address = addressOf(meter);
    if (!address) return true;
    const twin = first.get(address.said);
    if (twin === undefined) {
      first.set(address.said, meter.id);
      return true;
    }
    const detail = `${address.said} already belongs to "${twin}"`;
    const place = `meters/${index}/${address.place}`;
    problems.push(new EnergyError("SITE_ITEM_INVALID", { place, item: meter.id, detail }));
    return false;
  });
}

function addressOf(meter: MeterModel): { readonly said: string; readonly place: string } | undefined {
  if (isBusMeter(meter)) return { said: `unit id ${meter.unitId} on bus "${meter.bus}"`, place: "unitId" };
  // Of devices capitals or not is all the same.
  if (isDeviceMeter(meter)) return { said: `the device "${meter.device.id.toLowerCase()}"`, place: "device/id" };
  if (!isPulseMeter(meter) || meter.pulse.driver === "message") return undefined;
  const { chip, line } = meter.pulse;
  return { said: `GPIO line ${line} on ${chip}`, place: "pulse/line" };
}
