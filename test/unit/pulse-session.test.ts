import assert from "node:assert/strict";
import { parsePulseMessage } from "../../dist/lib/acquire/pulse-message.js";
import { inlinePulsePoint, sitePulsePoints } from "../../dist/lib/acquire/pulse-point.js";
import { PulseSession } from "../../dist/lib/acquire/pulse-session.js";
import { parseMessage } from "../../dist/lib/contract/validate.js";
import { parseSite } from "../../dist/lib/site/parse-site.js";

const start = Date.UTC(2026, 0, 5, 9, 0);
const moment = (seconds: number) => ({ at: start + seconds * 1000, steady: seconds * 1000 });

function session(pulse: object): PulseSession {
  const point = inlinePulsePoint({
    site: "works",
    meter: "w1",
    intervalSeconds: 10,
    pulse: { driver: "message", medium: "water", unitPerPulse: 0.01, ...pulse },
  });
  return new PulseSession(point, 0);
}

describe("a session of a pulse meter", () => {
  it("gives index and flow in canonical units, and passes the contract's schema", () => {
    const counted = session({ startIndex: 1.5 });
    counted.resume(undefined);
    counted.pulses(1, 0);
    counted.pulses(1, 5000);
    const { reading, warning } = counted.reading(moment(5), true);
    assert.deepEqual(parseMessage(reading), {
      kind: "reading",
      site: "works",
      meter: "w1",
      at: start + 5000,
      values: { water_volume: 1520, water_flow: 120 },
      quality: "good",
    });
    assert.equal(warning, undefined);
  });

  const media: readonly [string, object, Record<string, number>][] = [
    ["gas", { medium: "gas" }, { gas_volume: 0.02, gas_flow: 0.12 }],
    [
      "electricity",
      { medium: "electricity", unit: "Wh", unitPerPulse: 1 },
      { active_energy_import: 0.002, active_power: 0.72 },
    ],
  ];
  for (const [name, pulse, values] of media) {
    it(`speaks of ${name} in its own quantities`, () => {
      const counted = session(pulse);
      counted.resume(undefined);
      counted.pulses(1, 0);
      counted.pulses(1, 5000);
      assert.deepEqual(counted.reading(moment(5), true).reading.values, values);
    });
  }

  it("leaves out the flow that it does not know", () => {
    const counted = session({});
    counted.resume(undefined);
    assert.deepEqual(counted.reading(moment(1), true).reading.values, { water_volume: 0 });
  });

  it("adds the pulses that came before the stored total was known", () => {
    const before = session({});
    before.resume(undefined);
    before.pulses(100, 0);
    const after = session({});
    after.pulses(3, 0);
    assert.throws(() => after.reading(moment(1), true), { code: "PULSES_UNKNOWN" });
    assert.equal(after.kept === undefined, true);
    after.resume(structuredClone(before.kept));
    assert.equal(after.kept?.total.pulses, 103);
  });

  it("has something new to keep after a pulse, and only then", () => {
    const counted = session({});
    counted.resume(undefined);
    const { kept } = counted;
    assert.equal(counted.kept, kept);
    counted.reading(moment(1), true);
    assert.equal(counted.kept, kept);
    counted.pulses(1, 5);
    assert.notEqual(counted.kept, kept);
  });

  it("says when pulses came too fast, and does not count them", () => {
    const counted = session({ driver: "gpiomon", line: 17, maxPerMinute: 60 });
    counted.resume(undefined);
    for (const steady of [0, 1000, 1005, 1010, 2000]) counted.pulses(1, steady);
    const { reading, warning } = counted.reading(moment(3), true);
    assert.equal(reading.values.water_volume, 30);
    assert.equal(reading.quality, "uncertain");
    assert.deepEqual([warning?.code, warning?.params.count], ["PULSES_TOO_FAST", 2]);
    assert.equal(counted.reading(moment(13), true).reading.quality, "good");
  });

  it("counts the pulses that waited at a broker until they could be told", () => {
    const counted = session({ maxPerMinute: 60 });
    counted.resume(undefined);
    counted.pulses(1, 0);
    for (let n = 0; n < 20; n++) counted.pulses(1, 1_200_000);
    const { reading, warning } = counted.reading(moment(1201), true);
    assert.equal(reading.values.water_volume, 210);
    assert.equal(warning, undefined);
  });

  it("says that edges were missed until the next reading at the cadence", () => {
    const counted = session({});
    counted.resume(undefined);
    counted.missed(2);
    assert.equal(counted.reading(moment(1), false).reading.reason, "PULSES_MISSED");
    assert.equal(counted.reading(moment(2), true).reading.reason, "PULSES_MISSED");
    assert.equal(counted.reading(moment(3), true).reading.quality, "good");
  });

  it("does not know the flow over a time in which nobody watched, and says so once", () => {
    const counted = session({});
    counted.resume(undefined);
    counted.pulses(1, 0);
    counted.pulses(1, 1000);
    counted.interrupt(60_000);
    counted.pulses(1, 61_000);
    const { reading, warning } = counted.reading(moment(61), true);
    assert.deepEqual(reading.values, { water_volume: 30 });
    assert.deepEqual([reading.quality, reading.reason, warning], ["uncertain", "interrupted", undefined]);
    counted.pulses(1, 66_000);
    const next = counted.reading(moment(66), true).reading;
    assert.deepEqual([next.values.water_flow, next.quality], [120, "good"]);
  });

  it("sets the index in the unit of the dial and tells it as an event of the contract", () => {
    const counted = session({});
    counted.resume(undefined);
    counted.pulses(5, 0);
    assert.deepEqual(parseMessage(counted.setIndex(1234.567, start)), {
      kind: "event",
      site: "works",
      meter: "w1",
      at: start,
      event: "manual",
      quantity: "water_volume",
      unit: "L",
      before: 50,
      after: 1_234_567,
    });
    assert.equal(counted.reading(moment(1), true).reading.values.water_volume, 1_234_567);
  });

  it("counts what another device counted while this one was off", () => {
    const before = session({});
    before.resume(undefined);
    before.count(1000, moment(0));
    const after = session({});
    after.resume(structuredClone(before.kept));
    after.count(1500, moment(3600));
    assert.equal(after.kept?.total.pulses, 500);
  });
});

describe("the count of another device", () => {
  it("is taken in the order of arrival, whatever the clock does, where it comes without a time", () => {
    const counted = session({});
    counted.resume(undefined);
    counted.count(10, moment(86_400));
    counted.count(13, moment(0));
    assert.equal(counted.kept?.total.pulses, 3);
  });

  it("is late where it says so", () => {
    const counted = session({});
    counted.resume(undefined);
    counted.count(10, moment(60), start + 50_000);
    counted.count(9, moment(61), start + 40_000);
    counted.count(13, moment(62), start + 60_000);
    assert.equal(counted.kept?.total.pulses, 3);
  });

  it("of a device whose clock is ahead and then corrected goes on being counted", () => {
    const counted = session({});
    counted.resume(undefined);
    const told = (count: number, second: number, aheadBy: number) => {
      const now = moment(second);
      const message = parsePulseMessage({ count, at: now.at + 1000 * aheadBy }, now.at);
      if (message.type === "count") counted.count(message.count, now, message.at);
    };
    told(10, 0, 50);
    told(12, 0, 50);
    told(13, 5, 0);
    assert.equal(counted.kept?.total.pulses, 3);
  });

  it("waits until its last count is known", () => {
    assert.throws(() => session({}).count(10, moment(0)), { code: "PULSES_UNKNOWN" });
  });
});

describe("a message to a pulse meter", () => {
  const good: readonly [string, unknown, object][] = [
    ["without a payload is one pulse", undefined, { type: "pulses", pulses: 1 }],
    ["with an empty payload too", "", { type: "pulses", pulses: 1 }],
    ["a line that is on is one", true, { type: "pulses", pulses: 1 }],
    ["a line that is off is none", false, { type: "pulses", pulses: 0 }],
    ["a number is that many", 7, { type: "pulses", pulses: 7 }],
    ["a number as text too", "7", { type: "pulses", pulses: 7 }],
    ["pulses with their time", { pulses: 3, at: start }, { type: "pulses", pulses: 3, at: start }],
    ["pulses of a clock that is ahead are now", { pulses: 3, at: start + 30_000 }, { type: "pulses", pulses: 3 }],
    ["a count", { count: 70_000 }, { type: "count", count: 70_000 }],
    ["an index", { index: 1.25 }, { type: "index", index: 1.25 }],
    ["read", { read: true }, { type: "read" }],
  ];
  for (const [name, payload, message] of good) {
    it(name, () => {
      const { type, ...rest } = parsePulseMessage(payload, start);
      const { read: _, ...facts } = rest as { read?: true };
      assert.deepEqual({ type, ...facts }, message);
    });
  }

  const wrong: readonly [string, unknown][] = [
    ["the time of an inject node", start],
    ["half a pulse", 0.5],
    ["less than none", -1],
    ["a word", "pulse"],
    ["nothing", null],
    ["a list", [1, 2]],
    ["an object that asks for nothing", { value: 3 }],
    ["an unknown property", { pulses: 3, from: 1 }],
    ["a pulse of tomorrow", { pulses: 1, at: start + 86_400_000 }],
    ["a count as text", { count: "3" }],
    ["an index below nothing", { index: -1 }],
  ];
  for (const [name, payload] of wrong) {
    it(`is refused: ${name}`, () =>
      assert.throws(() => parsePulseMessage(payload, start), { code: "MESSAGE_INVALID" }));
  }
});

describe("a pulse meter in the site model", () => {
  const site = (...pulses: object[]) =>
    parseSite({
      version: 1,
      site: { id: "works", timeZone: "Europe/Vienna" },
      meters: pulses.map((pulse, index) => ({ id: `w${index + 1}`, pulse })),
    });

  it("has a GPIO line of its own; messages need none", () => {
    const gpio = { line: 17, medium: "water", unitPerPulse: 0.01 };
    const message = { driver: "message", medium: "gas", unitPerPulse: 0.01 };
    const { site: model, problems } = site(gpio, message, gpio, message, { ...gpio, chip: "gpiochip1" });
    assert.deepEqual(
      model.meters.map(({ id }) => id),
      ["w1", "w2", "w4", "w5"],
    );
    assert.deepEqual(
      problems.map(({ params }) => [params.place, params.detail]),
      [["meters/2/pulse/line", 'GPIO line 17 on gpiochip0 already belongs to "w1"']],
    );
  });

  it("needs its medium, what a pulse is worth and its line", () => {
    const { site: model, problems } = site({ line: 17, medium: "water", unitPerPulse: 0.01, startIndex: 12.5 });
    assert.deepEqual(problems, []);
    const [point = assert.fail()] = sitePulsePoints(model);
    assert.equal(point.intervalMs, 10_000);
    assert.deepEqual(point.value, { numerator: 10n, denominator: 1n });
    assert.deepEqual(point.startIndex, { numerator: 12_500n, denominator: 1n });
    const { driver, chip, bias, edge, debounceMs, standstillSeconds, unit } = point.source;
    assert.deepEqual(
      { driver, chip, bias, edge, debounceMs, standstillSeconds, unit },
      {
        driver: "gpiomon",
        chip: "gpiochip0",
        bias: "pull-up",
        edge: "falling",
        debounceMs: 10,
        standstillSeconds: 900,
        unit: "m³",
      },
    );
  });

  const wrong: readonly [string, object, string][] = [
    ["without a line", { medium: "water", unitPerPulse: 1 }, "meters/0/pulse/line"],
    ["without the worth of a pulse", { line: 1, medium: "water" }, "meters/0/pulse/pulsesPerUnit"],
    ["in a unit of another medium", { line: 1, medium: "gas", unit: "kWh", unitPerPulse: 1 }, "meters/0/pulse/unit"],
    ["of an unknown medium", { line: 1, medium: "steam", unitPerPulse: 1 }, "meters/0/pulse/medium"],
    ["with a worth of nothing", { line: 1, medium: "gas", unitPerPulse: 0 }, "meters/0/pulse/unitPerPulse"],
  ];
  for (const [name, pulse, place] of wrong) {
    it(`is left out ${name}, with the place`, () => {
      const { site: model, problems } = site(pulse);
      assert.deepEqual(model.meters, []);
      assert.deepEqual(
        problems.map(({ code, params }) => [code, params.place]),
        [["SITE_ITEM_INVALID", place]],
      );
    });
  }
});
