import assert from "node:assert/strict";
import type { Interval, Message } from "../../dist/lib/contract/messages.js";
import { accumulator } from "../../dist/lib/metering/accumulator.js";
import { countingRules } from "../../dist/lib/site/counting-rules.js";
import type { SiteModel } from "../../dist/lib/site/site-model.js";

const start = Date.UTC(2026, 0, 5, 9, 0);
const bus = { id: "m1", bus: "b", unit: 1, profile: "p", ratedPowerKw: 100 };
const ofProfile = () => ({ active_energy_import: 1000 });

/** What is counted of a register that shows 999 and then 1, with the rules for this meter. */
function countedOver(meter: object, rollovers = ofProfile as () => Record<string, number>): Interval {
  const meters = countingRules({ meters: [meter] } as unknown as SiteModel, rollovers);
  const config = accumulator.parseConfig({ timeZone: "UTC", steps: ["15m"], meters });
  let state = accumulator.initialState(config, "s/m1");
  const closed: Interval[] = [];
  for (let minute = 0; minute <= 20; minute++) {
    const values = { active_energy_import: (990.5 + minute) % 1000 };
    const at = start + minute * 60_000;
    const message: Message = { kind: "reading", site: "s", meter: "m1", at, values, quality: "good" };
    const result = accumulator.step(config, state, { type: "message", message }, at);
    state = result.state;
    for (const { payload } of result.outputs) if (payload.kind === "interval") closed.push(payload);
  }
  return closed[0] as Interval;
}

describe("where a register returns to 0", () => {
  it("is taken from the meter's profile: the wrap is exact and measured", () => {
    const { amount, quality, reasons } = countedOver(bus);
    assert.deepEqual([amount, quality, reasons], [15, "measured", []]);
  });

  it("is what the site model says, where it says it", () => {
    const { quality, reasons } = countedOver({ ...bus, rollover: 5000 });
    assert.deepEqual([quality, reasons], ["estimated", ["register-reset"]]);
  });

  it("is not known from the profile where the values are corrected before they are counted", () => {
    const rules = (meter: object) =>
      countingRules({ meters: [meter] } as unknown as SiteModel, ofProfile) as Record<string, { rollover?: unknown }>;
    assert.equal(rules({ ...bus, calibrations: [] }).m1?.rollover, undefined);
    assert.deepEqual(rules(bus).m1?.rollover, { active_energy_import: 1000 });
  });
});
