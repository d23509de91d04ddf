import { profileFor } from "../../dist/lib/io/profiles.js";
import type { Fault } from "../../dist/lib/simulate/faults/fault.js";
import { parseScenario } from "../../dist/lib/simulate/faults/scenario.js";
import { type SimulatedMeter, simulatedPlant } from "../../dist/lib/simulate/simulated-plant.js";
import { parseSite } from "../../dist/lib/site/parse-site.js";
import type { SiteModel } from "../../dist/lib/site/site-model.js";

/** Tuesday noon in Vienna: the works are busy. */
export const start = Date.UTC(2026, 10, 17, 11);

/** A main meter and two machines on a serial line, another machine behind a TCP gateway, and a bus that is real. */
export const faultySite = (): SiteModel =>
  parseSite({
    version: 1,
    site: { id: "works", timeZone: "Europe/Vienna" },
    buses: [
      { id: "line", transport: "rtu", path: "/run/none", simulated: { seed: 3, pastHours: 2 } },
      { id: "gateway", host: "127.0.0.1", simulated: { seed: 3 } },
      { id: "real", host: "192.0.2.1" },
    ],
    meters: [
      { id: "main", bus: "line", unitId: 1, profile: "wago-879-30xx", role: "main", ratedPowerKw: 100 },
      { id: "press", bus: "line", unitId: 2, profile: "wago-879-30xx", ratedPowerKw: 40, intervalSeconds: 10 },
      { id: "saw", bus: "line", unitId: 3, profile: "eastron-sdm630", ratedPowerKw: 20 },
      { id: "pump", bus: "gateway", unitId: 1, profile: "wago-879-30xx", ratedPowerKw: 10 },
      { id: "elsewhere", bus: "real", unitId: 1, profile: "wago-879-30xx" },
    ],
  }).site;

/** The faults of a scenario at this site, its lengths counted from `start`. */
export const faultsOf = (entries: readonly object[], seed = 7): readonly Fault[] =>
  parseScenario({ seed, faults: entries }, faultySite(), start);

/** A meter of the site with these faults; "press" unless another is named. */
export function playedMeter(entries: readonly object[], meter = "press"): SimulatedMeter {
  const { buses } = simulatedPlant(faultySite(), profileFor, faultsOf(entries));
  const found = buses.flatMap(({ slaves }) => [...slaves.values()]).find(({ model }) => model.id === meter);
  if (!found) throw new Error(`no meter ${meter}`);
  return found;
}
