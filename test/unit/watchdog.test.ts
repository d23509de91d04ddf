import assert from "node:assert/strict";
import type { Condition, MeterEvent, Reading } from "../../dist/lib/contract/messages.js";
import { Replay } from "../../dist/lib/step/replay.js";
import { watchdog } from "../../dist/lib/watchdog/watchdog.js";

const start = Date.UTC(2026, 0, 5, 9);
const second = 1000;
const minute = 60 * second;

/** A hall with a bus of three meters, one meter of its own, and a clock in seconds since the start. */
const hall = {
  site: "works",
  meters: [
    { id: "a", bus: "hall", intervalSeconds: 10, ratedPowerKw: 100 },
    { id: "b", bus: "hall", intervalSeconds: 10 },
    { id: "c", bus: "hall", intervalSeconds: 60 },
    { id: "water", intervalSeconds: 900 },
  ],
};

class Watch {
  readonly #replay: Replay<unknown, unknown>;
  constructor(config: object = hall) {
    this.#replay = new Replay(watchdog as never, config);
  }

  /** What is told when these readings come, `<second> <who> <rule> on|off`. */
  read(...messages: (Reading | MeterEvent)[]): string[] {
    return this.conditions(...messages).map(({ at, meter, bus, rule, active }) => {
      return `${(at - start) / second} ${meter ?? `bus ${bus}`} ${rule} ${active ? "on" : "off"}`;
    });
  }

  conditions(...messages: (Reading | MeterEvent)[]): Condition[] {
    return messages.flatMap((payload) =>
      [...this.#replay.line(JSON.stringify({ topic: "", payload }))].map((line) => {
        assert.ok("payload" in line, JSON.stringify(line));
        return line.payload as Condition;
      }),
    );
  }
}

const at = (seconds: number, meter: string, values: object = { active_power: 10 }, more: object = {}): Reading =>
  ({
    kind: "reading",
    site: "works",
    meter,
    at: start + seconds * second,
    values,
    quality: "good",
    ...more,
  }) as Reading;

const ofA = (line: string): boolean => line.includes(" a ");

/** Readings of the hall's meters at their intervals; `silent` says of whom none comes. */
function life(from: number, to: number, silent: (meter: string, at: number) => boolean = () => false): Reading[] {
  const readings: Reading[] = [];
  for (let time = from; time <= to; time += 10) {
    for (const { id, intervalSeconds } of hall.meters) {
      if (time % intervalSeconds === 0 && !silent(id, time)) readings.push(at(time, id));
    }
  }
  return readings;
}

describe("the watchdog of meters", () => {
  it("learns of a device that sends by itself how seldom it does", () => {
    const watch = new Watch({ site: "works", meters: [{ id: "gate", intervalSeconds: 10 }] });
    const hourly = Array.from({ length: 48 }, (_, hour) => at(hour * 3600 + (hour % 5) * 60, "gate"));
    const told = watch.read(...hourly).filter((line) => line.endsWith("on"));
    assert.equal(told.length, 3);
    assert.deepEqual(watch.read(at(50 * 3600, "other")), []);
    const [silent] = watch.conditions(at(60 * 3600, "other"));
    assert.deepEqual([silent?.rule, silent?.active, silent?.since], ["silent", true, hourly.at(-1)?.at]);
  });

  it("does not learn of a bus that its meters answer seldom", () => {
    const watch = new Watch({
      site: "works",
      meters: ["a", "b"].map((id) => ({ id, bus: "hall", intervalSeconds: 10 })),
    });
    const alive = Array.from({ length: 48 * 60 }, (_, n) => at(n * 60, "b"));
    const seldom = Array.from({ length: 48 }, (_, hour) => at(hour * 3600 + 5, "a"));
    const both = [...alive, ...seldom].sort((x, y) => x.at - y.at);
    assert.ok(watch.read(...both).filter((line) => line.endsWith("a silent on")).length > 20);
  });

  it("has nothing to say while everybody is heard", () => {
    assert.deepEqual(new Watch().read(...life(0, 7200)), []);
  });

  it("tells once that a meter is silent, after three intervals but not before a minute, and when it is back", () => {
    const silent = (meter: string, time: number) => meter === "a" && time > 100 && time < 1000;
    assert.deepEqual(new Watch().read(...life(0, 1200, silent)), ["160.001 a silent on", "1000 a silent off"]);
  });

  it("tells when silence began beside when it was decided", () => {
    const [condition] = new Watch().conditions(...life(0, 400, (meter, time) => meter === "c" && time > 60));
    assert.equal(condition?.since, start + 60 * second);
    assert.equal(condition?.at, start + 240 * second + 1);
    assert.deepEqual([condition?.value, condition?.limit, condition?.unit], [180, 180, "s"]);
  });

  it("expects meters that were never heard from the beginning", () => {
    const told = new Watch().conditions(...life(0, 3600, (meter) => meter === "water"));
    assert.deepEqual(
      told.map(({ meter, rule, evidence }) => [meter, rule, evidence.never]),
      [["water", "silent", true]],
    );
  });

  it("tells of a bus once, not of its thirty meters", () => {
    const meters = Array.from({ length: 30 }, (_, index) => ({
      id: `m${index}`,
      bus: "hall",
      intervalSeconds: 1 + (index % 60),
    }));
    const watch = new Watch({ site: "works", meters });
    const all = (time: number) => meters.map(({ id }) => at(time, id));
    watch.read(...all(0), ...all(10));
    const tick = { ...at(1000, "elsewhere"), site: "elsewhere" } as Reading;
    assert.deepEqual(watch.read(tick), ["100.001 bus hall bus-silent on"]);
    assert.deepEqual(watch.read(at(1010, "m3")), ["1010 bus hall bus-silent off"]);
    assert.deepEqual(watch.read(...meters.map(({ id }) => at(1020, id))), []);
  });

  it("tells of those that do not come back with their bus", () => {
    const silent = (meter: string, time: number) => meter !== "water" && time > 100 && (time < 1000 || meter === "b");
    assert.deepEqual(new Watch().read(...life(0, 1300, silent)), [
      "240.001 bus hall bus-silent on",
      "1000 bus hall bus-silent off",
      "1060.001 b silent on",
    ]);
  });

  it("does not make a bus of a meter that is already known to be dead", () => {
    const silent = (meter: string, time: number) => meter === "c" || (meter !== "water" && time > 600);
    assert.deepEqual(new Watch().read(...life(0, 1200, silent)), [
      "180.001 c silent on",
      "660.001 bus hall bus-silent on",
    ]);
  });

  it("lets what comes and goes come and go three times an hour, then waits until it stays", () => {
    const flapping = (meter: string, time: number) => meter === "a" && time < 2000 && time % 200 > 20;
    const told = new Watch().read(...life(0, 4000, flapping)).filter(ofA);
    assert.equal(told.filter((line) => line.endsWith(" on")).length, 3);
    assert.equal(told.filter((line) => line.endsWith(" off")).length, 3);
    assert.match(told.at(-1) ?? "", /^2[56]\d\d a silent off$/);
  });

  it("tells that the same old reading comes again and again", () => {
    const watch = new Watch();
    watch.read(at(0, "a"));
    const told = Array.from({ length: 40 }, (_, index) => [at(10 * index, "b"), at(0, "a")]).flat();
    assert.deepEqual(watch.read(...told).filter(ofA), ["310 a stale on"]);
    assert.deepEqual(watch.read(at(400, "a")), ["400 a stale off"]);
  });

  describe("of a device's clock", () => {
    const lagging = (from: number, count: number, lag: (index: number) => number) =>
      Array.from({ length: count }, (_, index) => {
        const now = from + 10 * index;
        return [at(now, "b"), at(now - lag(index), "a")];
      }).flat();

    it("tells that it is an hour behind", () => {
      const all = new Watch().conditions(...lagging(4000, 20, () => 3600));
      const [told, ...more] = all.filter(({ meter }) => meter === "a");
      assert.deepEqual([told?.rule, told?.value, more.length], ["clock-off", -3600, 0]);
    });

    it("does not mistake readings that were kept and are sent now", () => {
      const told = new Watch().read(...lagging(4000, 40, (index) => Math.max(0, 3600 - 100 * index)));
      assert.deepEqual(told.filter(ofA), []);
    });
  });

  describe("of values that must move", () => {
    const mains = (seconds: number, volts: number, more: object = {}) =>
      at(seconds, "a", { voltage_l1: volts, voltage_l2: 231.2, frequency: 50.01, ...more });

    it("tells that they have stood still for half an hour", () => {
      const watch = new Watch();
      const still = Array.from({ length: 200 }, (_, index) => [mains(10 * index, 230.1), at(10 * index, "b")]).flat();
      assert.deepEqual(watch.read(...still).filter(ofA), ["1810 a frozen on"]);
      assert.deepEqual(watch.read(mains(2000, 230.2)), ["2000 a frozen off"]);
    });

    it("is content with any of them moving", () => {
      const alive = Array.from({ length: 200 }, (_, index) =>
        mains(10 * index, 230.1, { frequency: 50 + (index % 3) / 100 }),
      );
      assert.deepEqual(
        new Watch().read(...alive).filter((line) => line.includes("frozen")),
        [],
      );
    });

    it("does not expect them of a meter that shows power only, or of water", () => {
      assert.deepEqual(
        new Watch().read(...Array.from({ length: 200 }, (_, index) => at(10 * index, "a"))).filter(ofA),
        [],
      );
    });
  });

  it("tells of a register that stands while energy flows, and for how much", () => {
    const readings = Array.from({ length: 241 }, (_, index) =>
      at(10 * index, "a", { active_power: 60, active_energy_import: index < 60 ? 1000 + index / 6 : 1010 }),
    );
    const [told] = new Watch().conditions(...readings).filter(({ rule }) => rule === "register-frozen");
    assert.equal(told?.since, start + 600 * second);
    assert.equal(told?.at, start + 2400 * second);
    assert.equal(told?.value, 30);
    assert.equal(told?.evidence.register, 1010);
  });

  it("does not expect a register to move that needs longer for its next digit", () => {
    const readings = Array.from({ length: 720 }, (_, index) =>
      at(10 * index, "a", { active_power: 5, active_energy_import: 1000 + 10 * Math.floor(index / 720) }),
    );
    assert.deepEqual(
      new Watch().read(...readings).filter((line) => line.includes("register")),
      [],
    );
  });

  for (const [what, values, more] of [
    ["far above its rating", { active_power: 151 }, {}],
    ["a negative register", { active_energy_import: -1 }, {}],
    ["bad readings", { active_power: 1 }, { quality: "bad", reason: "sensor-fault" }],
  ] as const) {
    it(`tells of ${what} after five minutes`, () => {
      const readings = Array.from({ length: 40 }, (_, index) => at(10 * index, "a", values, more));
      assert.deepEqual(new Watch().read(...readings).filter(ofA), ["300 a implausible on"]);
    });
  }

  it("tells that a meter was exchanged, until the swap is entered", () => {
    const watch = new Watch();
    watch.read(at(0, "a", { serial_number: 4711 }));
    const [told] = watch.conditions(at(10, "a", { serial_number: 4712 }));
    assert.deepEqual(
      [told?.rule, told?.severity, told?.evidence.known, told?.evidence.serial],
      ["meter-changed", "notice", 4711, 4712],
    );
    assert.deepEqual(watch.read(at(20, "a", { serial_number: 4712 })), []);
    const swap: MeterEvent = { kind: "event", site: "works", meter: "a", at: start + 30 * second, event: "swap" };
    assert.deepEqual(watch.read(swap), ["30 a meter-changed off"]);
  });

  it("follows a rule of its own, and watches nobody who is switched off", () => {
    const rules = [
      { rule: "watch", silentSeconds: 600 },
      { rule: "watch", meter: "b", off: true },
    ];
    const silent = (meter: string, time: number) => (meter === "a" || meter === "b") && time > 100;
    assert.deepEqual(new Watch({ ...hall, rules }).read(...life(0, 1200, silent)), ["700.001 a silent on"]);
  });

  it("without a list watches whoever it hears", () => {
    const watch = new Watch({ intervalSeconds: 60 });
    watch.read(at(0, "x"), at(0, "y"));
    assert.deepEqual(watch.read(at(179, "y"), at(200, "y")), ["180.001 x silent on"]);
  });

  it("does not hold the time in which the gateway was down against anybody", () => {
    const config = watchdog.parseConfig(hall);
    const state = { meters: { a: { heardAt: start, courses: {} } } };
    const resumed = watchdog.resume?.(config, state, start + 60 * minute, "works/bus:hall");
    assert.ok(resumed);
    assert.equal(watchdog.wakeAt?.(config, resumed), start + 61 * minute + 1);
  });
});
