import assert from "node:assert/strict";
import { Appliance, apiKey } from "../support/appliance.ts";
import { eventually } from "../support/eventually.ts";
import { brokerUser, type Mosquitto, startMosquitto } from "../support/mosquitto.ts";

const decoder = [{ fPort: 1, fields: [{ offset: 0, type: "u32", quantity: "gas_volume", unit: "m³", scale: 0.01 }] }];
const site = {
  version: 1,
  site: { id: "works", timeZone: "Europe/Vienna" },
  meters: [
    { id: "m-hall1", device: { id: "esp32-hall1" }, calibrations: [{ from: "2026-01-05T13:00:00Z", ct: 40 }] },
    { id: "m-gas", device: { id: "24e124136d1a0b0c", decoder } },
    { id: "m-http", device: { id: "poster" } },
  ],
};

interface ReadingView {
  readonly at: string;
  readonly values: Readonly<Record<string, number>>;
  readonly quality: string;
  readonly reason?: string;
}

interface Problem {
  readonly code: string;
  readonly message: string;
}

describe("devices that send by themselves", function () {
  this.timeout(120_000);
  let broker: Mosquitto;
  let gateway: Appliance;

  before(async function () {
    broker = await startMosquitto(this);
    const { username: MQTT_USERNAME, password: MQTT_PASSWORD } = brokerUser;
    const env = { MQTT_URL: broker.url, MQTT_USERNAME, MQTT_PASSWORD, MQTT_CLIENT_ID: "gateway-of-the-tests" };
    gateway = await Appliance.start({ site, env });
  });
  after(async () => {
    await gateway?.dispose();
    await broker?.stop();
  });

  const readings = async (meter: string): Promise<readonly ReadingView[]> => {
    const response = await gateway.get(`/api/readings?deviceId=${meter}&from=2026-01-01&to=2030-01-01`);
    assert.equal(response.status, 200);
    return ((await response.json()) as { items: ReadingView[] }).items;
  };
  const problems = async () =>
    ((await (await fetch(`${gateway.base}/health`)).json()) as { problems: Problem[] }).problems;
  const post = (body: string | object, headers: Record<string, string> = {}) =>
    fetch(`${gateway.base}/api/readings`, {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });

  describe("over MQTT", () => {
    const data = (minute: number, more: object = {}) => ({
      deviceId: "esp32-hall1",
      voltage: 231.4,
      current: 4,
      power: 925.5,
      energy: 1284.5 + minute,
      timestamp: Date.UTC(2026, 0, 5, 12, minute) / 1000,
      ...more,
    });

    it("a message reaches the journal: canonical units, measuring time, the calibration of its date", async () => {
      await eventually(async () => {
        // The gateway's subscription may be younger than the first message.
        await broker.publish("energy/esp32-hall1/data", data(0));
        return (await readings("m-hall1"))[0];
      });
      await broker.publish("energy/esp32-hall1/data", data(90));
      const [before, after] = await eventually(async () => {
        const items = await readings("m-hall1");
        return items.length === 2 ? items : undefined;
      });
      const raw = { voltage: 231.4, current: 4, active_power: 0.9255, active_energy_import: 1284.5 };
      assert.deepEqual([before?.at, before?.values, before?.quality], ["2026-01-05T12:00:00.000Z", raw, "good"]);
      const { voltage, current, active_power } = after?.values ?? {};
      assert.equal(after?.at, "2026-01-05T13:30:00.000Z");
      assert.deepEqual({ voltage, current, active_power }, { voltage: 231.4, current: 160, active_power: 37.02 });
    });

    it("a repeated message changes nothing; one that is wrong is named in the log and the next one is taken", async () => {
      const count = (await readings("m-hall1")).length;
      await broker.publish("energy/esp32-hall1/data", data(0));
      await broker.publish("energy/esp32-hall1/data", data(91, { voltage: "high" }));
      await broker.publish("energy/esp32-hall1/data", "{ broken");
      await broker.publish("energy/esp32-hall1/data", data(92));
      await eventually(async () => ((await readings("m-hall1")).length === count + 1 ? true : undefined));
      assert.match(gateway.output, /not valid at "voltage"/);
      assert.match(gateway.output, /is not JSON/);
    });

    it("a device that nobody knows is reported with its id, so that it can be added", async () => {
      await broker.publish("energy/esp32-new/data", data(0, { deviceId: "esp32-new" }));
      const problem = await eventually(async () => (await problems()).find(({ code }) => code === "DEVICE_UNKNOWN"));
      assert.match(problem.message, /esp32-new/);
    });

    it("what is sent at least once while the gateway is off arrives when it is back", async () => {
      await gateway.stop();
      await broker.publish("energy/esp32-hall1/data", data(95));
      gateway = await Appliance.start({
        home: gateway.home,
        port: gateway.port,
        env: {
          MQTT_URL: broker.url,
          MQTT_USERNAME: brokerUser.username,
          MQTT_PASSWORD: brokerUser.password,
          MQTT_CLIENT_ID: "gateway-of-the-tests",
        },
      });
      await eventually(async () => (await readings("m-hall1")).find(({ at }) => at === "2026-01-05T13:35:00.000Z"));
    });
  });

  describe("over HTTP", () => {
    const at = "2026-01-05T08:00:00.000Z";

    it("readings are on the disk when they are answered, and may be sent again", async () => {
      const list = [
        { deviceId: "poster", at, values: { active_power: 42.5 } },
        { deviceId: "m-http", voltage: 230, timestamp: "2026-01-05T09:00:01+01:00" },
      ];
      const first = await post(list);
      assert.equal(first.status, 201);
      assert.deepEqual(await first.json(), { accepted: 2, repeated: 0 });
      gateway.kill("SIGKILL");
      await gateway.ended();
      gateway = await Appliance.start({ home: gateway.home, port: gateway.port });
      assert.deepEqual(
        (await readings("m-http")).map((item) => [item.at, item.values]),
        [
          [at, { active_power: 42.5 }],
          ["2026-01-05T08:00:01.000Z", { voltage: 230 }],
        ],
      );
      const again = await post(list);
      assert.deepEqual([again.status, await again.json()], [200, { accepted: 2, repeated: 2 }]);
      assert.equal((await readings("m-http")).length, 2);
    });

    it("the good ones of a list are stored, the others named by their place", async () => {
      const response = await post([
        { deviceId: "poster", at: "2026-01-05T08:10:00Z", values: { active_power: 1 } },
        { deviceId: "poster", at: "2026-01-05T08:11:00Z", values: { active_power: "much" } },
        { deviceId: "nobody", at: "2026-01-05T08:12:00Z", values: { active_power: 1 } },
        { deviceId: "poster", at: "2026-01-05T08:13:00Z", values: { aktive_power: 1 } },
      ]);
      assert.equal(response.status, 400);
      assert.match(response.headers.get("content-type") ?? "", /^application\/problem\+json/);
      const problem = (await response.json()) as {
        accepted: number;
        failures: { index: number; code: string; detail: string }[];
      };
      assert.equal(problem.accepted, 1);
      assert.deepEqual(
        problem.failures.map(({ index, code }) => [index, code]),
        [
          [1, "MESSAGE_INVALID"],
          [2, "DEVICE_UNKNOWN"],
          [3, "QUANTITY_UNKNOWN"],
        ],
      );
      assert.ok((await readings("m-http")).some((item) => item.at === "2026-01-05T08:10:00.000Z"));
    });

    it("an uplink that a LoRaWAN network posts is decoded and taken once", async () => {
      const uplink = {
        deviceInfo: { devEui: "24E124136D1A0B0C", deviceName: "Gas" },
        time: "2026-01-05T07:00:00Z",
        devAddr: "00189440",
        fCnt: 3,
        fPort: 1,
        data: Buffer.from([0, 0, 0x4e, 0x20]).toString("base64"),
      };
      assert.equal((await post(uplink)).status, 201);
      assert.deepEqual(await (await post(uplink)).json(), { accepted: 1, repeated: 1 });
      assert.deepEqual(
        (await readings("m-gas")).map(({ values }) => values),
        [{ gas_volume: 200 }],
      );
    });

    const refused: readonly (readonly [what: string, body: string, code: string])[] = [
      ["what is no JSON", "{ broken", "MESSAGE_INVALID"],
      ["nothing", "", "MESSAGE_INVALID"],
      ["what has no device", "{}", "MESSAGE_INVALID"],
      ["more than a thousand", JSON.stringify(Array(1001).fill({ deviceId: "poster", power: 1 })), "MESSAGE_INVALID"],
    ];
    for (const [what, body, code] of refused) {
      it(`${what} is refused with a problem`, async () => {
        const response = await post(body);
        assert.equal(response.status, 400);
        assert.match(response.headers.get("content-type") ?? "", /^application\/problem\+json/);
        assert.equal(((await response.json()) as Problem).code, code);
      });
    }

    it("wants a key", async () => {
      assert.equal((await post({}, { authorization: "Bearer wrong" })).status, 401);
    });

    it("says how in the description of the interface", async () => {
      const { paths } = (await (await gateway.get("/openapi.json")).json()) as { paths: Record<string, object> };
      assert.deepEqual(Object.keys(paths["/api/readings"] ?? {}).sort(), ["get", "post"]);
    });
  });
});

describe("without MQTT_URL", function () {
  this.timeout(60_000);

  it("the gateway connects to no broker", async () => {
    const gateway = await Appliance.start({ site });
    await gateway.dispose();
    assert.doesNotMatch(gateway.output, /broker/i);
  });
});
