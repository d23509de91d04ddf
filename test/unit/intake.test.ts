import assert from "node:assert/strict";
import { mostBytes, parsePayload } from "../../dist/lib/ingest/payload.js";
import { inlineIntake, siteIntake, taken } from "../support/devices.ts";

const now = Date.UTC(2026, 0, 5, 12);
const esp = (more: object = {}) => ({ deviceId: "esp-1", power: 1000, timestamp: now / 1000 - 10, ...more });
const read = (payload: unknown, config: object = {}, topic = "") => taken(inlineIntake(config), topic, payload, now);
const refused = (payload: unknown, place: string, detail: RegExp, config: object = {}) =>
  assert.throws(
    () => read(payload, config),
    (error: Error & { code: string; params: { place: string; detail: string } }) => {
      assert.equal(error.code, "MESSAGE_INVALID");
      assert.equal(error.params.place, place);
      assert.match(error.params.detail, detail);
      return true;
    },
  );

describe("what a message carries", () => {
  it("text, bytes and what the flow has parsed are the same", () => {
    const text = JSON.stringify(esp());
    const all = [esp(), text, Buffer.from(text), new TextEncoder().encode(text)].map((form) => read(form).readings);
    for (const readings of all) assert.deepEqual(readings, all[0]);
    assert.equal(all[0]?.[0]?.values.active_power, 1);
  });

  it("more bytes than allowed are refused before they are parsed, as text and as bytes", () => {
    const text = `"${"ä".repeat(mostBytes / 2)}"`;
    for (const payload of [text, Buffer.from(text)])
      assert.throws(() => parsePayload(payload), /more than 262144 bytes/);
    assert.equal(parsePayload(JSON.stringify("a".repeat(1000))), "a".repeat(1000));
  });

  it("what is no JSON is refused with its beginning, and so are bytes that are no text", () => {
    refused("{broken", "payload", /not JSON: "\{broken"/);
    refused(Buffer.from([0xff, 0xfe]), "payload", /UTF-8/);
    for (const nothing of [undefined, null, true]) refused(nothing, "payload", /must be a message/);
  });

  it("a wrong type names its field; a missing or null one is no value; text that is a decimal number is one", () => {
    refused(esp({ voltage: "high" }), "voltage", /the text "high"/);
    refused(esp({ voltage: { L1: 230 } }), "voltage", /an object/);
    refused(esp({ voltage: true }), "voltage", /boolean/);
    refused(esp({ voltage: Number.NaN }), "voltage", /finite/);
    refused(esp({ voltage: 1e300 }), "voltage", /larger than any meter/);
    refused(esp({ voltage: "1e999" }), "voltage", /larger than any meter/);
    assert.deepEqual(read(esp({ voltage: null, current: "4.5" })).readings[0]?.values, {
      current: 4.5,
      active_power: 1,
    });
    refused({ deviceId: "esp-1", power: null, timestamp: 1 }, "payload", /none of voltage, current/);
  });

  it("units of power and energy are those that are set", () => {
    const values = read(esp({ energy: 2500 }), { powerUnit: "kW", energyUnit: "Wh" }).readings[0]?.values;
    assert.deepEqual(values, { active_power: 1000, active_energy_import: 2.5 });
  });

  it("a list is so many messages: the good ones are taken, the others named by their place", () => {
    const list = [esp(), esp({ power: "much" }), esp({ timestamp: now / 1000 - 5 }), 7];
    const { readings, failures, received } = inlineIntake().take({ topic: "", payload: list, retained: false }, now);
    assert.equal(received, 4);
    assert.equal(readings.length, 2);
    assert.deepEqual(
      failures.map(({ index, error }) => [index, error.params.place]),
      [
        [1, "power"],
        [3, "deviceId"],
      ],
    );
  });

  it("of a message that is wrong in one place nothing is taken", () => {
    const params = { ts: now / 1000, "switch:0": { apower: 5 }, "switch:1": { apower: "much" } };
    refused({ src: "plug", method: "NotifyStatus", params }, "apower", /must be a number/);
    const message = { topic: "", payload: { src: "plug", method: "NotifyStatus", params }, retained: false };
    assert.deepEqual(inlineIntake().take(message, now).readings, []);
  });

  it("a list of more than a thousand is refused as a whole", () => {
    refused(Array(1001).fill(esp()), "payload", /more than 1000/);
  });
});

describe("the time of measuring", () => {
  const at = (timestamp: unknown, config: object = {}) => {
    const { at: time, quality, reason } = read(esp({ timestamp }), config).readings[0] ?? {};
    return [time, quality, reason];
  };
  const good = (time: number) => [time, "good", undefined];
  const doubted = (reason: string) => [now, "uncertain", reason];

  it("is in seconds, with fractions, in milliseconds or ISO 8601, as number or text", () => {
    const time = now - 10_500;
    for (const form of [time / 1000, time, String(time), new Date(time).toISOString(), "2026-01-05T12:59:49.5+01:00"])
      assert.deepEqual(at(form), good(time), String(form));
  });

  it("without an offset is one of the zone's clock", () => {
    assert.deepEqual(at("2026-01-05T12:30:00", { timeZone: "Europe/Vienna" }), good(Date.UTC(2026, 0, 5, 11, 30)));
  });

  it("is that of arrival, and uncertain, where it is missing, unreadable, from before 2020 or ahead", () => {
    assert.deepEqual(at(undefined), doubted("no time in the message"));
    assert.deepEqual(at("yesterday"), doubted("the message's time cannot be read"));
    assert.deepEqual(at({}), doubted("the message's time cannot be read"));
    assert.deepEqual(at(0), doubted("the device's clock is not set"));
    assert.deepEqual(at("1970-01-01T00:33:28Z"), doubted("the device's clock is not set"));
    assert.deepEqual(at(now + 300_001), doubted("the device's clock is ahead"));
    assert.deepEqual(at(now + 299_999), good(now + 299_999));
  });

  it("of long ago is kept: a device that stored its values sends them late", () => {
    assert.deepEqual(at("2024-02-29T00:00:00Z"), good(Date.UTC(2024, 1, 29)));
  });

  it("of a retained message without one is not known", () => {
    const shelly = { topic: "plug/status/switch:0", payload: { apower: 5 }, retained: true };
    const [reading] = inlineIntake().take(shelly, now).readings;
    assert.deepEqual([reading?.quality, reading?.reason], ["uncertain", "kept by the broker, age unknown"]);
  });
});

describe("meters of devices", () => {
  it("are those of the site model, whatever the capitals, or any of its meters by its own id", () => {
    const intake = siteIntake([
      { id: "m-hall1", device: { id: "ESP-1" } },
      { id: "m-hall2", device: { id: "esp-2" } },
    ]);
    assert.equal(taken(intake, "", esp(), now).readings[0]?.meter, "m-hall1");
    assert.equal(taken(intake, "", esp({ deviceId: "m-hall2" }), now).readings[0]?.meter, "m-hall2");
    assert.equal(taken(intake, "", esp(), now).readings[0]?.site, "works");
    const { failures } = intake.take({ topic: "", payload: esp({ deviceId: "esp-9" }), retained: false }, now);
    assert.deepEqual([failures[0]?.error.code, failures[0]?.error.params], ["DEVICE_UNKNOWN", { device: "esp-9" }]);
  });

  it("are their own without a site model, or the one that is named", () => {
    assert.equal(read(esp()).readings[0]?.meter, "esp-1");
    assert.equal(read(esp(), { meter: "m-1", siteId: "plant" }).readings[0]?.meter, "m-1");
    const nameless = { format: "generic", mapping: [{ quantity: "active_power", path: "p", unit: "W" }], meter: "m-1" };
    assert.deepEqual(read({ p: 500 }, nameless).readings[0]?.values, { active_power: 0.5 });
    refused(esp({ deviceId: "hall 1/esp" }), "device", /cannot be a meter id/);
    refused(esp({ deviceId: {} }), "deviceId", /must be the id/);
    assert.equal(read({ power: 1 }, {}, "energy/esp-7/data").readings[0]?.meter, "esp-7");
    assert.throws(() => read(esp(), {}, "energy/esp-7/data"), /is not the \\"esp-7\\" of the topic/);
  });

  it("two of one device, or a mapping of what does not exist, are left out of the site model", () => {
    const device = (mapping: object) => [{ id: "a", device: { id: "x", mapping: [mapping] } }];
    const twins = [
      { id: "a", device: { id: "x" } },
      { id: "b", device: { id: "X" } },
    ];
    assert.throws(() => siteIntake(twins), /already belongs to \\"a\\"/);
    assert.throws(() => siteIntake(device({ quantity: "powr", path: "p" })), /device\/mapping\/0\/quantity/);
    assert.throws(() => siteIntake(device({ quantity: "voltage", path: "p", unit: "kW" })), /device\/mapping\/0\/unit/);
    assert.throws(() => siteIntake(device({ quantity: "voltage", path: "p[" })), /device\/mapping\/0\/path/);
  });

  it("may have a mapping of their own, which begins at what the network has decoded", () => {
    const mapping = [{ quantity: "gas_volume", path: "counter.pulses", unit: "m³", scale: 0.01, offset: 1200 }];
    const intake = siteIntake([{ id: "m-gas", device: { id: "gas-1", mapping } }]);
    const uplink = { f_cnt: 3, decoded_payload: { counter: { pulses: 2050 } }, received_at: "2026-01-05T11:59:00Z" };
    const { readings } = taken(intake, "", { end_device_ids: { device_id: "gas-1" }, uplink_message: uplink }, now);
    assert.deepEqual(readings[0]?.values, { gas_volume: 1220.5 });
  });
});

describe("readings that arrive in pieces", () => {
  const shelly = "shellies/shellyem3-1/emeter";

  it("a burst of single numbers is one reading, with the sums of the three phases", () => {
    const intake = inlineIntake();
    const numbers = [0, 1, 2].flatMap((phase) => [
      [`${shelly}/${phase}/power`, 100 * (phase + 1)] as const,
      [`${shelly}/${phase}/total`, 1000 * (phase + 1)] as const,
    ]);
    for (const [n, [topic, number]] of numbers.entries()) {
      assert.deepEqual(taken(intake, topic, String(number), now + n).readings, []);
    }
    assert.ok(intake.waiting);
    assert.deepEqual(intake.due(now + 999), []);
    const [reading] = intake.due(now + 1000);
    assert.equal(reading?.at, now + 5);
    assert.equal(reading?.values.active_power, 0.6);
    assert.equal(reading?.values.active_energy_import, 6);
    assert.equal(reading?.values.active_power_l2, 0.2);
    assert.ok(!intake.waiting);
  });

  it("a number that comes again begins the next reading", () => {
    const intake = inlineIntake();
    taken(intake, `${shelly}/0/power`, "100", now);
    const [first] = taken(intake, `${shelly}/0/power`, "200", now + 10).readings;
    assert.deepEqual([first?.at, first?.values], [now, { active_power_l1: 0.1 }]);
    assert.deepEqual(
      intake.due(now + 2000).map(({ values }) => values),
      [{ active_power_l1: 0.2 }],
    );
  });

  it("two readings of one meter at one time would be one in the journal: the second moves on by a millisecond", () => {
    const intake = inlineIntake();
    const notify = (part: object) => ({
      src: "pro3em",
      method: "NotifyStatus",
      params: { ts: now / 1000 - 1, ...part },
    });
    const power = notify({ "em:0": { total_act_power: 500 } });
    const energy = notify({ "emdata:0": { total_act: 1000 } });
    const times = [power, energy, power, energy].map((message) => taken(intake, "", message, now).readings[0]?.at);
    assert.deepEqual(times, [now - 1000, now - 999, now - 1000, now - 999], "and a repeat keeps its time");
    const status = () => taken(intake, "plug/status/switch:0", { apower: 1 }, now).readings[0]?.at;
    assert.deepEqual([status(), status(), status()], [now, now + 1, now + 2]);
  });
});
