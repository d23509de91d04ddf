import { EnergyError } from "../../contract/error";
import { assertSchema } from "../../contract/validate";
import { quantities } from "../../metering/quantities";
import { type BusMeter, type BusModel, isBusMeter, type SiteModel } from "../../site/site-model";
import { seedOf } from "../chance";
import type { Fault, FaultName } from "./fault";
import { faultSchemas, scenarioSchema } from "./scenario-schema";
import { lengthAt, type ScheduleEntry, scheduleOf } from "./schedule-entry";

/** One entry of a scenario as it is written; its facts are those of the fault's schema. */
interface FaultEntry extends ScheduleEntry {
  readonly fault: FaultName;
  readonly meter?: string;
  readonly bus?: string;
  readonly offset?: string | number;
  readonly quantities?: readonly string[];
  readonly registers?: Readonly<Record<string, number>>;
}

const defaultSeed = 1;
/** Of the new meter, where a swap does not name it. */
const defaultSerialNumber = 10_000_001;

/** Transports on which a fault can be seen at all; others are seen on every one. */
const transports: Readonly<Partial<Record<FaultName, readonly BusModel["transport"][]>>> = {
  "broken-crc": ["rtu", "rtu-over-tcp", "rtu-over-udp"],
  "cut-connection": ["tcp", "rtu-over-tcp"],
};

/**
 * The faults of a scenario, one for each meter that it strikes, for the simulated meters of a site. Times that are
 * given as lengths count from `start` (ms UTC). Throws SCENARIO_INVALID with the place of the first mistake.
 */
export function parseScenario(raw: unknown, site: SiteModel, start: number): readonly Fault[] {
  assertSchema(scenarioSchema, raw, "SCENARIO_INVALID");
  const { seed = defaultSeed, faults } = raw as { seed?: number; faults: readonly FaultEntry[] };
  return faults.flatMap((entry, index) => {
    const place = `faults/${index}`;
    checkEntry(entry, place);
    const facts = factsOf(entry, place);
    return targetsOf(entry, place, site).map((meter) => {
      const schedule = scheduleOf(entry, entry.fault, place, start, meter);
      const own = { fault: entry.fault, meter: meter.id, schedule, seed: seedOf(seed, `${index} ${meter.id}`) };
      // Its schema has made sure that these are the facts of this fault.
      return { ...facts, ...own } as unknown as Fault;
    });
  });
}

function refuse(place: string, detail: string): never {
  throw new EnergyError("SCENARIO_INVALID", { place, detail });
}

function checkEntry(entry: FaultEntry, place: string): void {
  try {
    assertSchema(faultSchemas[entry.fault], entry, "SCENARIO_INVALID");
  } catch (error) {
    if (!(error instanceof EnergyError)) throw error;
    const inner = String(error.params.place ?? "");
    refuse(inner === "" ? place : `${place}/${inner}`, String(error.params.detail ?? ""));
  }
  for (const quantity of entry.quantities ?? []) checkQuantity(quantity, `${place}/quantities`);
  for (const quantity of Object.keys(entry.registers ?? {})) checkQuantity(quantity, `${place}/registers`);
}

function checkQuantity(quantity: string, place: string): void {
  if (!quantities.has(quantity)) refuse(place, `there is no quantity "${quantity}"`);
}

const commonProperties: ReadonlySet<string> = new Set(["fault", "meter", "bus", "from", "for", "until", "every"]);

/** What an entry says beyond whom it strikes and when. */
function factsOf(entry: FaultEntry, place: string): object {
  if (entry.fault === "wrong-clock") return { offsetMs: lengthAt(entry.offset, `${place}/offset`) };
  const said = Object.fromEntries(Object.entries(entry).filter(([name]) => !commonProperties.has(name)));
  return entry.fault === "swap" ? { serialNumber: defaultSerialNumber, registers: {}, ...said } : said;
}

/** The simulated meters that an entry means: one, or all of a bus. */
function targetsOf({ meter, bus, fault }: FaultEntry, place: string, site: SiteModel): readonly BusMeter[] {
  if ((meter === undefined) === (bus === undefined)) refuse(place, 'must have one of "meter", "bus"');
  const played = new Map(site.buses.filter(({ simulated }) => simulated).map((model) => [model.id, model]));
  const meters = site.meters.filter(isBusMeter).filter((one) => played.has(one.bus));
  const targets = meters.filter((one) => (meter === undefined ? one.bus === bus : one.id === meter));
  if (targets.length === 0) {
    if (meter !== undefined) refuse(`${place}/meter`, `there is no simulated meter "${meter}"`);
    refuse(`${place}/bus`, `there is no simulated bus "${bus}" with meters`);
  }
  const seenOn = transports[fault];
  for (const target of targets) {
    const transport = played.get(target.bus)?.transport;
    if (transport && seenOn && !seenOn.includes(transport)) {
      refuse(`${place}/fault`, `"${fault}" cannot happen on a bus with transport "${transport}"`);
    }
  }
  return targets;
}
