import assert from "node:assert/strict";
import type { Interval, Reading } from "../../dist/lib/contract/messages.js";
import { type Overview, PlantNow } from "../../dist/lib/site/overview.js";
import { parseSite } from "../../dist/lib/site/parse-site.js";

const midnight = Date.UTC(2026, 10, 17, 23);
const day = 86_400_000;
const now = midnight + 36_000_000;

/** Of a device the site model does not say what flows through it. */
const { site } = parseSite({
  version: 1,
  site: { id: "plant", timeZone: "Europe/Vienna" },
  departments: [{ id: "laundry" }, { id: "heating" }],
  machines: [
    { id: "press", department: "laundry" },
    { id: "washer", department: "laundry" },
    { id: "boiler", department: "heating" },
  ],
  meters: ["press", "washer", "boiler"].map((machine) => {
    return { id: machine, machine, device: { id: machine }, intervalSeconds: 60 };
  }),
});

const reading = (meter: string, values: Record<string, number>): Reading => {
  return { kind: "reading", site: "plant", meter, at: now, values, quality: "good" };
};
const dayOf = (meter: string, quantity: string, amount: number, from = midnight): Interval => ({
  kind: "interval",
  site: "plant",
  meter,
  quantity,
  from,
  to: from + day,
  amount,
  quality: "measured",
  reasons: [],
  version: 0,
});

function seen(...messages: readonly (Reading | Interval)[]): Overview {
  const plant = new PlantNow(site);
  for (const message of messages) plant.take(message);
  return plant.overview(new Map(), now);
}
const department = (overview: Overview, id: string) => overview.departments.find((line) => line.id === id);
const meter = (overview: Overview, id: string) => overview.meters.find((line) => line.id === id);

describe("water and gas in the overview", () => {
  it("are counted since midnight in their own units, and in no sum of energy", () => {
    const overview = seen(
      dayOf("press", "active_energy_import", 11),
      dayOf("washer", "water_volume", 700),
      dayOf("washer", "water_volume", 9000, midnight - day),
      dayOf("boiler", "gas_volume", 4),
    );
    const laundry = department(overview, "laundry");
    assert.deepEqual([laundry?.energyToday, laundry?.waterToday, laundry?.gasToday], [11, 700, null]);
    const heating = department(overview, "heating");
    assert.deepEqual([heating?.energyToday, heating?.waterToday, heating?.gasToday], [null, null, 4]);
    assert.deepEqual([overview.waterToday, overview.gasToday], [700, 4]);
  });

  it("show each meter's flow, and that its power is not missing", () => {
    const overview = seen(reading("press", { active_power: 5 }), reading("washer", { water_flow: 12 }));
    const { power, waterFlow, gasFlow, measuresPower } = meter(overview, "washer") ?? {};
    assert.deepEqual([power, waterFlow, gasFlow, measuresPower], [null, 12, null, false]);
    assert.equal(meter(overview, "press")?.measuresPower, true);
    assert.equal(department(overview, "laundry")?.complete, true);
  });

  it("leave a department's power complete while a meter that only ever counted water is silent", () => {
    const power = reading("press", { active_power: 5 });
    assert.equal(department(seen(power, dayOf("washer", "water_volume", 700)), "laundry")?.complete, true);
    assert.equal(department(seen(power, dayOf("washer", "active_energy_import", 7)), "laundry")?.complete, false);
    assert.equal(
      department(seen(power), "laundry")?.complete,
      false,
      "nobody knows yet what the washer's meter measures",
    );
  });

  it("are read from the journal at the start, as energy is", () => {
    const asked = new PlantNow(site).past(now).map(({ quantity, step }) => `${quantity} ${step}`);
    assert.ok(asked.includes("water_volume 1d") && asked.includes("gas_volume 1d"), asked.join());
  });
});
