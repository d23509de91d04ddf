import assert from "node:assert/strict";
import { crc16 } from "../../dist/lib/acquire/crc16.js";
import { profileFor } from "../../dist/lib/io/profiles.js";
import { busAnswer } from "../../dist/lib/simulate/bus-answer.js";
import { replyWith } from "../../dist/lib/simulate/faults/wire-fault.js";
import { pastReadings } from "../../dist/lib/simulate/past-readings.js";
import { type Reply, replyOf } from "../../dist/lib/simulate/reply.js";
import { rtuFrame } from "../../dist/lib/simulate/rtu-frame.js";
import { simulatedPlant } from "../../dist/lib/simulate/simulated-plant.js";
import { faultsOf, faultySite, playedMeter, start } from "../support/simulated.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const near = (actual: number | undefined, expected: number): void =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < 1e-6, `${actual} instead of ${expected}`);

describe("faults of the load", () => {
  const healthy = playedMeter([]);
  const value = (meter: typeof healthy, quantity: string, after: number): number =>
    meter.valuesAt(start + after)(quantity) ?? Number.NaN;
  /** What the fault adds to a quantity. */
  const extra = (fault: object, quantity: string, after: number): number =>
    value(playedMeter([{ meter: "press", ...fault }]), quantity, after) - value(healthy, quantity, after);

  it("a leak adds a constant power, and its energy to the register, from its time on", () => {
    const leak = { fault: "leak", from: "PT1H", powerKw: 5 };
    near(extra(leak, "active_power", hour - 1), 0);
    near(extra(leak, "active_power", hour), 5);
    near(extra(leak, "active_energy_import", 3 * hour), 10);
    near(extra(leak, "active_energy_import", 30 * day), 5 * (30 * 24 - 1));
  });

  it("a spike is over when it is over, but what it used stays in the register", () => {
    const spike = { fault: "spike", from: "PT1H", for: "PT6M", powerKw: 30, every: "PT1H" };
    near(extra(spike, "active_power", hour + 3 * minute), 30);
    near(extra(spike, "active_power", hour + 6 * minute), 0);
    near(extra(spike, "active_energy_import", hour + 3 * minute), 1.5);
    near(extra(spike, "active_energy_import", hour + 30 * minute), 3);
    near(extra(spike, "active_energy_import", 3 * hour), 6);
  });

  it("drift creeps by so much a day, and is gone when it is mended", () => {
    const drift = { fault: "drift", powerKwPerDay: 2, until: "P5D" };
    near(extra(drift, "active_power", day), 2);
    near(extra(drift, "active_power", 5 * day - 1), 10);
    near(extra(drift, "active_power", 5 * day), 0);
    near(extra(drift, "active_energy_import", 2 * day), 96 / 2 + 48);
    near(extra(drift, "active_energy_import", 9 * day), 0.5 * 10 * 5 * 24);
  });

  it("is seen by the main meter too, in power and energy", () => {
    const leak = { meter: "press", fault: "leak", from: "PT1H", powerKw: 5 };
    const main = playedMeter([leak], "main");
    const whole = playedMeter([], "main");
    near(value(main, "active_power", 2 * hour) - value(whole, "active_power", 2 * hour), 5);
    near(value(main, "active_energy_import", 3 * hour) - value(whole, "active_energy_import", 3 * hour), 10);
  });

  it("leaves reactive energy the integral of reactive power", () => {
    const leak = { fault: "leak", from: "PT1H", powerKw: 10 };
    near(extra(leak, "reactive_energy_import", 3 * hour), 2 * extra(leak, "reactive_power", 2 * hour));
  });
});

describe("faults of the metering", () => {
  const healthy = playedMeter([]);
  const energy = "active_energy_import";
  const used = (from: number, to: number): number =>
    (healthy.valuesAt(start + to)(energy) ?? 0) - (healthy.valuesAt(start + from)(energy) ?? 0);
  const shown = (fault: object, after: number, quantity = energy): number =>
    playedMeter([{ meter: "press", ...fault }]).valuesAt(start + after)(quantity) ?? Number.NaN;
  const truly = (after: number, quantity = energy): number => shown({ fault: "silence" }, after, quantity);

  it("stuck values stay as they were, and jump to the truth afterwards", () => {
    const stuck = { fault: "stuck", from: "PT1H", for: "PT2H" };
    near(shown(stuck, hour - 1), truly(hour - 1));
    for (const quantity of [energy, "active_power", "voltage_l1"]) {
      near(shown(stuck, 2 * hour, quantity), truly(hour, quantity));
    }
    near(shown(stuck, 3 * hour), truly(3 * hour));
  });

  it("only the named quantities are stuck, where some are named", () => {
    const stuck = { fault: "stuck", quantities: [energy] };
    near(shown(stuck, hour), truly(0));
    near(shown(stuck, hour, "active_power"), truly(hour, "active_power"));
  });

  it("a register reaches its maximum at the time of its rollover and goes on from 0", () => {
    const rollover = { fault: "rollover", from: "PT1H", maximum: 1000 };
    near(shown(rollover, 0), 1000 - used(0, hour));
    near(shown(rollover, hour), 0);
    near(shown(rollover, 2 * hour), used(hour, 2 * hour));
    assert.ok(shown(rollover, 90 * day) < 1000);
    near(shown(rollover, 2 * hour, "active_power"), truly(2 * hour, "active_power"));
  });

  it("a meter that starts again shows zero registers for one read, and then its old ones", () => {
    const zero = { fault: "zero-read", from: "PT1H" };
    assert.equal(shown(zero, hour), 0);
    assert.equal(shown(zero, hour + 10 * second - 1), 0);
    near(shown(zero, hour + 10 * second), truly(hour + 10 * second));
    near(shown(zero, hour, "active_power"), truly(hour, "active_power"));
  });

  it("a reset begins the registers at 0 for good", () => {
    near(shown({ fault: "reset", from: "PT1H" }, hour - 1), truly(hour - 1));
    near(shown({ fault: "reset", from: "PT1H" }, 5 * hour), used(hour, 5 * hour));
  });

  it("a new meter has its own serial number and counts from its own registers", () => {
    const swap = { fault: "swap", from: "PT1H", serialNumber: 4711, registers: { [energy]: 12.5 } };
    near(shown(swap, 5 * hour), 12.5 + used(hour, 5 * hour));
    assert.equal(shown(swap, hour, "serial_number"), 4711);
    assert.notEqual(shown(swap, hour - 1, "serial_number"), 4711);
    assert.equal(shown(swap, hour, "reactive_energy_import"), 0);
  });

  it("happen one after the other to the same meter", () => {
    const meter = playedMeter([
      { meter: "press", fault: "reset", from: "PT1H" },
      { meter: "press", fault: "stuck", from: "PT3H", for: "PT1H" },
    ]);
    near(meter.valuesAt(start + 3.5 * hour)(energy), used(hour, 3 * hour));
    near(meter.valuesAt(start + 5 * hour)(energy), used(hour, 5 * hour));
  });
});

describe("faults of the wire", () => {
  const request = Uint8Array.of(3, 0x50, 0x12, 0, 2);
  const ask = (entries: readonly object[], at = start, bus = 0, unitId = 2) => {
    const plant = simulatedPlant(faultySite(), profileFor, faultsOf(entries));
    const played = plant.buses[bus];
    if (!played) throw new Error("no bus");
    return busAnswer(played, () => at)(unitId, request);
  };
  const wrong = (fault: object, at = start): Reply => {
    const answer = ask([{ meter: "press", ...fault }], at);
    assert.ok(answer);
    return replyOf(answer);
  };
  const plain = ask([]) as Uint8Array;
  const frame = rtuFrame(2, plain);

  it("silence is no answer at all, as long as it lasts", () => {
    const silence = { meter: "press", fault: "silence", for: 10 };
    assert.equal(ask([silence]), undefined);
    assert.ok(ask([silence], start + 10 * second));
  });

  it("an exception has the code that was wished for", () => {
    assert.deepEqual([...wrong({ fault: "exception", code: 6 }).pdu], [0x83, 6]);
  });

  it("a slow meter answers the same, only later; delays add up", () => {
    const slow = { meter: "press", fault: "slow", delayMs: 200 };
    assert.deepEqual(ask([slow, slow]), { pdu: plain, delayMs: 400 });
  });

  it("another unit id answers", () => {
    assert.equal(wrong({ fault: "wrong-unit" }).unitId, 3);
    assert.equal(wrong({ fault: "wrong-unit", unitId: 99 }).unitId, 99);
  });

  it("a CRC is broken, the rest is not", () => {
    const bytes = wrong({ fault: "broken-crc" }).reshape?.(frame) ?? new Uint8Array(0);
    assert.deepEqual(bytes.slice(0, -2), frame.slice(0, -2));
    assert.notEqual(crc16(bytes), 0);
  });

  it("half a frame comes, and on a network the connection may end with it", () => {
    assert.deepEqual(wrong({ fault: "half-frame" }).reshape?.(frame), frame.slice(0, Math.floor(frame.length / 2)));
    const cut = ask([{ meter: "pump", fault: "cut-connection" }], start, 1, 1) as Reply;
    assert.equal(cut.hangUp, true);
  });

  it("garbage is as long as the answer, and no answer", () => {
    const bytes = wrong({ fault: "garbage" }).reshape?.(frame) ?? new Uint8Array(0);
    assert.equal(bytes.length, frame.length);
    assert.notEqual(crc16(bytes), 0);
  });

  it("only a share of the answers is struck, where one is given", () => {
    const press = playedMeter([{ meter: "press", fault: "silence", share: 0.2 }]);
    const times = Array.from({ length: 1000 }, (_, n) => start + n * 997);
    const struck = times.filter((at) => replyWith(press.faults, 2, plain, at) === undefined);
    assert.ok(struck.length > 150 && struck.length < 250, `${struck.length} of 1000`);
  });

  it("the first that the scenario names is the one that is seen", () => {
    const answer = ask([
      { meter: "press", fault: "exception", code: 4 },
      { meter: "press", fault: "silence" },
    ]);
    assert.deepEqual(answer, { pdu: Uint8Array.of(0x83, 4), delayMs: 0 });
  });

  it("a meter's fault is not its neighbours'", () => {
    assert.ok(ask([{ meter: "press", fault: "silence" }], start, 0, 1));
  });

  it("nobody is at an unknown unit id: a line is silent, a gateway says so", () => {
    assert.equal(ask([], start, 0, 200), undefined);
    assert.deepEqual([...(ask([], start, 1, 200) as Uint8Array)], [0x83, 11]);
  });
});

describe("faults of the past", () => {
  const past = (entries: readonly object[]) => {
    const plant = simulatedPlant(faultySite(), profileFor, faultsOf(entries));
    return [...pastReadings(plant, new Map(), start)].filter(({ meter }) => meter === "press");
  };

  it("what did not answer was not read", () => {
    const times = past([{ meter: "press", fault: "silence", from: "-PT1H", for: "PT30M" }]).map(({ at }) => start - at);
    assert.equal(past([]).length, 8);
    assert.deepEqual(
      times.map((ms) => ms / minute),
      [120, 105, 90, 75, 30, 15],
    );
  });

  it("a wrong clock dates readings wrongly and changes nothing else", () => {
    const shifted = past([{ meter: "press", fault: "wrong-clock", from: "-PT20M", offset: "-PT1H" }]);
    const right = past([]);
    assert.equal(shifted.at(-1)?.at, (right.at(-1)?.at ?? 0) - hour);
    assert.deepEqual(shifted.at(-1)?.values, right.at(-1)?.values);
    assert.deepEqual(shifted.slice(0, -1), right.slice(0, -1));
  });
});

describe("a scenario with its seed", () => {
  const request = Uint8Array.of(3, 0x50, 0x12, 0, 2);
  /** Every byte that the press sends in ten minutes, asked each second, with everything wrong at times. */
  const bytesOf = (seed: number): string => {
    const faults = faultsOf(
      [
        { meter: "press", fault: "garbage", share: 0.1 },
        { meter: "press", fault: "silence", share: 0.1 },
        { meter: "press", fault: "broken-crc", share: 0.1 },
        { meter: "press", fault: "wrong-unit", share: 0.05 },
        { meter: "press", fault: "drift", powerKwPerDay: 100 },
        { meter: "press", fault: "spike", powerKw: 10, for: 7, every: 60 },
        { meter: "press", fault: "stuck", from: "PT5M", for: "PT1M" },
      ],
      seed,
    );
    const played = simulatedPlant(faultySite(), profileFor, faults).buses[0];
    if (!played) throw new Error("no bus");
    let now = start;
    const answer = busAnswer(played, () => now);
    const sent: string[] = [];
    for (; now < start + 10 * minute; now += second) {
      const got = answer(2, request);
      if (!got) {
        sent.push("-");
        continue;
      }
      const reply = replyOf(got);
      const frame = rtuFrame(reply.unitId ?? 2, reply.pdu);
      sent.push(Buffer.from(reply.reshape?.(frame) ?? frame).toString("hex"));
    }
    return sent.join("\n");
  };

  it("sends the same bytes at the same times, every time", () => {
    assert.equal(bytesOf(7), bytesOf(7));
  });

  it("strikes elsewhere with another seed", () => {
    assert.notEqual(bytesOf(7), bytesOf(8));
  });
});
