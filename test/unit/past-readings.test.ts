import assert from "node:assert/strict";
import { profileFor } from "../../dist/lib/io/profiles.js";
import { pastReadings } from "../../dist/lib/simulate/past-readings.js";
import { simulatedPlant } from "../../dist/lib/simulate/simulated-plant.js";
import { demoSite } from "../support/demo-site.ts";

const plant = simulatedPlant(demoSite(), profileFor);
const quarter = 900_000;
const now = Date.UTC(2026, 10, 17, 8, 3, 21);
const none = new Map<string, number>();

describe("the past of a simulated plant", () => {
  it("has every quarter hour of three days for every meter, none of it in the future", () => {
    const readings = [...pastReadings(plant, none, now)];
    assert.equal(readings.length, 3 * 9 * 96);
    assert.ok(readings.every(({ at }) => at % quarter === 0 && at < now && at >= now - 72 * 3_600_000));
  });

  it("begins after what is known, meter by meter", () => {
    const newest = Math.floor(now / quarter) * quarter;
    const known = new Map([...(plant.buses[0]?.slaves.values() ?? [])].map(({ model }) => [model.id, newest]));
    assert.deepEqual([...pastReadings(plant, known, now)], []);
    known.set("m-arc", newest - quarter);
    const [reading, ...others] = pastReadings(plant, known, now);
    assert.deepEqual([reading?.meter, reading?.at, others.length], ["m-arc", newest, 0]);
  });

  it("is rounded as the meters show it, so that the first real reading never goes back", () => {
    for (const reading of pastReadings(plant, none, now)) {
      if (!reading.meter.startsWith("m-arc")) continue;
      for (const value of Object.values(reading.values)) assert.equal(value, Math.fround(value));
    }
  });

  it("is the same whenever it is told", () => {
    const later = [...pastReadings(plant, none, now + quarter)];
    const [, ...earlier] = [...pastReadings(plant, none, now)].filter(({ meter }) => meter === "main");
    const main = later.filter(({ meter }) => meter === "main");
    assert.deepEqual(main.slice(0, earlier.length), earlier);
  });
});
