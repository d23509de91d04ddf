import assert from "node:assert/strict";
import { FrameCounters } from "../../dist/lib/ingest/frame-counters.js";
import { bytesOfBase64, compileDecoder } from "../../dist/lib/ingest/payload-decoder.js";
import { inlineIntake, siteIntake, taken } from "../support/devices.ts";

const start = Date.UTC(2026, 0, 5, 12);
const minute = 60_000;

describe("frame counters", () => {
  const counters = (most?: number) => {
    const frames = new FrameCounters(most);
    return (counter: number, minutes: number, session?: string, device = "a") =>
      frames.take(device, { counter, at: start + minutes * minute, ...(session && { session }) });
  };

  it("counts the frames that are missing between two", () => {
    const take = counters();
    assert.deepEqual(take(100, 0), { fate: "next", missed: 0 });
    assert.deepEqual(take(101, 10), { fate: "next", missed: 0 });
    assert.deepEqual(take(105, 50), { fate: "next", missed: 3 });
  });

  it("a frame that was here within the minute is a repeat, also when another came between", () => {
    const take = counters();
    take(7, 0);
    take(8, 0.5);
    assert.deepEqual(take(8, 0.5), { fate: "repeat", at: start + 0.5 * minute });
    assert.deepEqual(take(7, 0.6), { fate: "repeat", at: start });
    assert.deepEqual(take(9, 10), { fate: "next", missed: 0 });
  });

  it("a frame from before that never came is late, and no gap is told after it", () => {
    const take = counters();
    take(7, 0);
    take(9, 20);
    assert.deepEqual(take(8, 10), { fate: "late" });
    assert.deepEqual(take(8, 10), { fate: "repeat", at: start + 10 * minute });
    assert.deepEqual(take(10, 30), { fate: "next", missed: 0 });
  });

  it("a lower count later on is a device that was switched off, and so is a new session", () => {
    const take = counters();
    take(500, 0, "s1");
    assert.deepEqual(take(0, 10, "s1"), { fate: "restart" });
    assert.deepEqual(take(1, 20, "s1"), { fate: "next", missed: 0 });
    assert.deepEqual(take(1, 21, "s2"), { fate: "restart" });
    assert.deepEqual(take(1, 40, "s2"), { fate: "restart" }, "the same count, but long after");
  });

  it("knows a bounded number of devices; the one longest unheard of is forgotten", () => {
    const take = counters(2);
    take(5, 0, undefined, "a");
    take(5, 1, undefined, "b");
    take(6, 2, undefined, "a");
    take(5, 3, undefined, "c");
    assert.deepEqual(take(6, 2.5, undefined, "a"), { fate: "repeat", at: start + 2 * minute });
    assert.deepEqual(take(5, 1, undefined, "b"), { fate: "next", missed: 0 });
  });
});

describe("uplinks", () => {
  const uplink = (f_cnt: unknown, minutes: number, more: object = {}) => ({
    end_device_ids: { device_id: "meter-7" },
    uplink_message: {
      f_cnt,
      f_port: 2,
      decoded_payload: { active_power: f_cnt },
      received_at: new Date(start + minutes * minute).toISOString(),
      ...more,
    },
  });

  it("a repeat gives no reading, a gap is told, nothing is invented for it", () => {
    const intake = inlineIntake();
    const take = (f_cnt: number, minutes: number) => taken(intake, "", uplink(f_cnt, minutes), start + 90 * minute);
    assert.equal(take(1, 0).readings.length, 1);
    const again = take(1, 0);
    assert.deepEqual([again.readings.length, again.repeats], [0, 1]);
    const after = take(4, 30);
    assert.deepEqual(after.gaps, [{ device: "meter-7", missed: 2 }]);
    assert.deepEqual(
      after.readings.map(({ at, values, quality }) => [at, values, quality]),
      [[start + 30 * minute, { active_power: 4 }, "good"]],
    );
  });

  it("a repeat is given again, at its first time, to whoever waits for the answer that it is stored", () => {
    const intake = inlineIntake();
    const post = (minutes: number) => {
      const message = { topic: "", payload: uplink(1, minutes), retained: false, answered: true };
      return intake.take(message, start + minute).readings.map(({ at }) => at);
    };
    assert.deepEqual([post(0), post(0), post(0.1)], [[start], [start], [start]]);
  });

  it("on a port that the meter's decoder does not know measure nothing, and are no error", () => {
    const decoder = [{ fPort: 1, fields: [{ offset: 0, type: "u8", quantity: "voltage" }] }];
    const intake = siteIntake([{ id: "m-1", device: { id: "meter-7", decoder } }]);
    assert.deepEqual(taken(intake, "", uplink(1, 0, { frm_payload: "qg==", decoded_payload: {} }), start).readings, []);
    assert.throws(
      () => taken(intake, "", uplink(2, 1, { decoded_payload: { battery: 3 } }), start),
      /nothing in it is known/,
    );
  });

  it("wrong facts name themselves", () => {
    const take =
      (more: object, counter: unknown = 1) =>
      () =>
        taken(inlineIntake(), "", uplink(counter, 0, more), start);
    assert.throws(take({}, "many"), /frame counter/);
    assert.throws(take({ f_port: 900 }), /"port"/);
    assert.throws(take({ frm_payload: "not base64!" }), /base64/);
  });
});

describe("the layout of a payload", () => {
  const bytes = Uint8Array.from([0x01, 0xff, 0x7f, 0x80, 0x00, 0x42, 0x2a, 0x00, 0x00]);
  const decode = (field: object, port?: number) =>
    compileDecoder([{ fields: [{ quantity: "power_factor", ...field }] }])(bytes, port)?.power_factor;

  const cases: readonly (readonly [what: string, field: object, value: number])[] = [
    ["u8", { offset: 1, type: "u8" }, 255],
    ["i8", { offset: 1, type: "i8" }, -1],
    ["u16 big end first, as is usual", { offset: 0, type: "u16" }, 0x01ff],
    ["u16 little end first", { offset: 0, type: "u16", endian: "le" }, 0xff01],
    ["i16", { offset: 3, type: "i16" }, -32_768],
    ["u24", { offset: 1, type: "u24" }, 0xff7f80],
    ["i24", { offset: 1, type: "i24" }, 0xff7f80 - 0x1000000],
    ["i24 little end first", { offset: 1, type: "i24", endian: "le" }, 0x807fff - 0x1000000],
    ["u32", { offset: 1, type: "u32" }, 0xff7f8000],
    ["i32", { offset: 1, type: "i32" }, 0xff7f8000 - 0x100000000],
    ["f32", { offset: 5, type: "f32" }, 42.5],
    ["from the end", { offset: -4, type: "u16" }, 0x422a],
    ["one bit", { offset: 2, type: "u8", bit: 6 }, 1],
    ["one bit that is not set", { offset: 2, type: "u8", bit: 7 }, 0],
    ["scaled", { offset: 1, type: "u8", scale: 0.1 }, 25.5],
  ];
  for (const [what, field, value] of cases) {
    it(`${what}`, () => {
      const bytesHere = what === "f32" ? Uint8Array.from([0, 0, 0, 0, 0, 0x42, 0x2a, 0, 0]) : bytes;
      assert.equal(
        compileDecoder([{ fields: [{ quantity: "power_factor", ...field }] }])(bytesHere, 1)?.power_factor,
        value,
      );
    });
  }

  it("is that of the port, or the one for all others", () => {
    const decoder = compileDecoder([
      { fPort: 2, fields: [{ offset: 0, type: "u8", quantity: "voltage" }] },
      { fields: [{ offset: 1, type: "u8", quantity: "current", unit: "mA" }] },
    ]);
    assert.deepEqual(decoder(bytes, 2), { voltage: 1 });
    assert.deepEqual(decoder(bytes, 9), { current: 0.255 });
    assert.equal(
      compileDecoder([{ fPort: 2, fields: [{ offset: 0, type: "u8", quantity: "voltage" }] }])(bytes, 3),
      undefined,
    );
  });

  it("refuses a payload that is too short, and a float that is none", () => {
    assert.throws(() => decode({ offset: 8, type: "u16" }), /u16 at 8\) does not fit into 9 bytes/);
    assert.throws(() => decode({ offset: -10, type: "u8" }), /does not fit/);
    const nan = compileDecoder([{ fields: [{ offset: 0, type: "f32", quantity: "voltage" }] }]);
    assert.throws(() => nan(Uint8Array.from([0x7f, 0xc0, 0, 0]), 1), /finite/);
  });

  it("is refused where it is wrong, with the place", () => {
    const wrong = (field: object) => () =>
      compileDecoder([{ fields: [{ offset: 0, type: "u8", quantity: "voltage", ...field }] }]);
    assert.throws(wrong({ type: "u12" }), /must be one of u8/);
    assert.throws(wrong({ quantity: "volts" }), /decoder\/0\/fields\/0\/quantity/);
    assert.throws(wrong({ unit: "kWh" }), /decoder\/0\/fields\/0\/unit/);
  });

  it("is the meter's, for payloads that nobody has decoded", () => {
    const decoder = [
      {
        fPort: 1,
        fields: [{ offset: 0, type: "u32", endian: "le", scale: 10, quantity: "active_energy_import", unit: "Wh" }],
      },
    ];
    const intake = siteIntake([{ id: "m-1", device: { id: "0102030405060708", decoder } }]);
    const message = {
      deviceInfo: { devEui: "0102030405060708" },
      time: "2026-01-05T11:00:00Z",
      fPort: 1,
      data: Buffer.from([0x10, 0x27, 0, 0]).toString("base64"),
    };
    assert.deepEqual(taken(intake, "", message, start).readings[0]?.values, { active_energy_import: 100 });
    assert.deepEqual(bytesOfBase64("qg=="), Uint8Array.from([0xaa]));
  });
});
