import assert from "node:assert/strict";
import { answerTo } from "../../dist/lib/api/answer.js";
import { healthView } from "../../dist/lib/api/health.js";
import { openApiDocument } from "../../dist/lib/api/openapi.js";
import { operations } from "../../dist/lib/api/operations.js";
import { parseParameters } from "../../dist/lib/api/parameters.js";
import { EnergyError } from "../../dist/lib/contract/error.js";
import { parseSite } from "../../dist/lib/site/parse-site.js";
import type { ReadingsQuery, Store } from "../../dist/lib/store/store.js";

const { site } = parseSite({
  version: 1,
  site: { id: "plant", timeZone: "Europe/Vienna" },
  departments: [{ id: "press-shop" }],
  machines: [{ id: "press", department: "press-shop" }],
  buses: [{ id: "hall", host: "127.0.0.1" }],
  meters: [{ id: "m-press", bus: "hall", profile: "wago-879-30xx", unitId: 11, machine: "press" }],
});
const now = Date.UTC(2026, 0, 5, 8);
const reading = {
  kind: "reading" as const,
  site: "plant",
  meter: "m-press",
  at: now,
  values: { active_power: 42.5, active_energy_import: 1000 },
  quality: "good" as const,
};
const interval = {
  kind: "interval" as const,
  site: "plant",
  meter: "m-press",
  quantity: "active_energy_import",
  from: now - 900_000,
  to: now,
  amount: 5.5,
  quality: "measured" as const,
  reasons: [],
  version: 1,
};

/** A store that remembers what it was asked. */
function sources() {
  const asked: ReadingsQuery[] = [];
  const store = {
    latest: async () => [reading],
    readings: async (query: ReadingsQuery) => {
      asked.push(query);
      return { items: [reading], next: "more" };
    },
    intervals: async (query: ReadingsQuery) => {
      asked.push(query);
      return { items: [interval] };
    },
  } as unknown as Store;
  const error = new EnergyError("METER_BUSY", { meter: "m-press", exception: 6 });
  const conditions = new Map([["m-press", { state: "failing" as const, lastSeen: now - 1000, error }]]);
  const text = ({ code }: { code: string }) => `text of ${code}`;
  const profiled = () => ["active_power", "active_energy_import"];
  return {
    asked,
    site: () => site,
    conditions: () => conditions,
    store: () => store,
    version: "1.2.3",
    profiled,
    costs: () => async () => ({
      supplies: [],
      problems: [{ supply: "grid", code: "PRICE_MISSING", params: {} }] as const,
    }),
    text,
  };
}

describe("query parameters", () => {
  const parse = (query: object) =>
    parseParameters(operations.readings, query as Record<string, unknown>, "Europe/Vienna");

  it("times carry an offset or are of the site's clock", () => {
    assert.equal(parse({ from: "2026-01-05T08:00:00Z" }).from, now);
    assert.equal(parse({ from: "2026-01-05T09:00:00" }).from, now);
    assert.equal(parse({ from: "2026-01-05T09:00:00 01:00" }).from, now, "an unencoded plus sign");
    assert.equal(parse({ from: "2026-01-05" }).from, now - 9 * 3_600_000);
  });

  for (const [name, query] of [
    ["a time that is none", { from: "yesterday" }],
    ["a count that is none", { limit: "many" }],
    ["a limit that is too high", { limit: "10001" }],
    ["an id with strange letters", { deviceId: "a/b" }],
    ["a name that is unknown", { device: "m-press" }],
    ["one that is given twice", { deviceId: ["a", "b"] }],
  ] as const) {
    it(`refuses ${name}, naming the parameter`, () => {
      assert.throws(() => parse(query), { code: "API_BAD_PARAMETER" });
      assert.throws(
        () => parse(query),
        ({ params }: EnergyError) => params.name === Object.keys(query)[0],
      );
    });
  }
});

describe("the answers of the API", () => {
  it("readings come as pages with ISO times, the last hour when no period is given", async () => {
    const from = sources();
    const page = await answerTo("readings", { deviceId: "m-press" }, from, now);
    assert.deepEqual(page, { items: [{ ...reading, at: "2026-01-05T08:00:00.000Z" }], next: "more" });
    assert.deepEqual(from.asked, [{ site: "plant", meter: "m-press", from: now - 3_600_000, to: now, limit: 1000 }]);
  });

  it("intervals carry their unit", async () => {
    const from = sources();
    const page = await answerTo("intervals", { step: "15m", quantity: "active_energy_import", cursor: "c" }, from, now);
    const times = { from: "2026-01-05T07:45:00.000Z", to: "2026-01-05T08:00:00.000Z" };
    assert.deepEqual(page, { items: [{ ...interval, ...times, unit: "kWh" }], next: null });
    assert.equal((from.asked[0] as { step?: string }).step, "15m");
    assert.equal(from.asked[0]?.cursor, "c");
  });

  it("a device says what it is, how it is and what it measures", async () => {
    const { items } = (await answerTo("devices", {}, sources(), now)) as { items: Record<string, unknown>[] };
    const [device] = items;
    assert.equal(device?.department, "press-shop", "by its machine");
    assert.equal(device?.state, "failing");
    assert.equal(device?.lastSeen, "2026-01-05T07:59:59.000Z");
    assert.deepEqual(device?.error, { code: "METER_BUSY", message: "text of METER_BUSY" });
    assert.deepEqual(device?.quantities, [
      { name: "active_power", unit: "kW", kind: "gauge", obis: "1-0:16.7.0" },
      { name: "active_energy_import", unit: "kWh", kind: "register", obis: "1-0:1.8.0" },
    ]);
  });

  it("costs say in words what could not be billed", async () => {
    const answer = (await answerTo("costs", {}, sources(), now)) as { problems: object[] };
    assert.deepEqual(answer.problems, [{ supply: "grid", code: "PRICE_MISSING", detail: "text of PRICE_MISSING" }]);
  });

  it("unknown meters and quantities and periods that end before they begin are refused", async () => {
    await assert.rejects(answerTo("readings", { deviceId: "m-none" }, sources(), now), { code: "API_NOT_FOUND" });
    await assert.rejects(answerTo("intervals", { quantity: "love" }, sources(), now), { code: "API_BAD_PARAMETER" });
    const backwards = { from: "2026-01-05T08:00:00Z", to: "2026-01-05T07:00:00Z" };
    await assert.rejects(answerTo("readings", backwards, sources(), now), { code: "API_BAD_PARAMETER" });
  });
});

describe("health", () => {
  const gauges = {
    records: 10,
    bytes: 1,
    maxBytes: 2,
    oldestAt: now,
    dropped: 0,
    outageHoursLeft: null,
    targets: { influx: { cursor: 4, depth: 6, oldestUndeliveredAt: now, quarantined: 0 } },
  };
  const healthy = {
    version: "1.2.3",
    now,
    uptimeSeconds: 1.6,
    problems: [],
    site,
    siteWanted: true,
    conditions: new Map([["m-press", { state: "online" as const }]]),
    journal: { state: "usable" as const, gauges },
    text: ({ code }: { code: string }) => code,
  };
  const statusOf = (view: { body: object }) => (view.body as { status: string }).status;

  it("is ok with its journal and meters", () => {
    const view = healthView(healthy);
    assert.equal(view.status, 200);
    assert.equal(statusOf(view), "ok");
    const { meters, targets } = view.body as { meters: object; targets: { influx: { oldestUndeliveredAt: string } } };
    assert.deepEqual(meters, { total: 1, online: 1, failing: 0, waiting: 0 });
    assert.equal(targets.influx.oldestUndeliveredAt, "2026-01-05T08:00:00.000Z");
  });

  it("is degraded, and still 200, while something is wrong that loses nothing", () => {
    const problem = { node: "meter-reader", subject: "m-press", params: {}, level: "error" as const, since: now };
    const view = healthView({ ...healthy, problems: [{ ...problem, code: "METER_NO_ANSWER" as const }] });
    assert.equal(view.status, 200);
    assert.equal(statusOf(view), "degraded");
  });

  it("is an error without a usable site model, and 503 without a usable journal", () => {
    assert.equal(statusOf(healthView({ ...healthy, site: undefined })), "error");
    assert.equal(statusOf(healthView({ ...healthy, site: undefined, siteWanted: false })), "ok");
    const journal = { state: "unusable" as const, error: new EnergyError("STORE_FAILED", { detail: "disk" }) };
    const view = healthView({ ...healthy, journal });
    assert.equal(view.status, 503);
    assert.equal((view.body as { problems: { code: string }[] }).problems[0]?.code, "STORE_FAILED");
  });
});

describe("the OpenAPI document", () => {
  const document = openApiDocument("1.2.3") as {
    paths: Record<string, Record<"get" | "post", { security: object[]; parameters: { name: string }[] }>>;
    components: { schemas: Record<string, object> };
  };

  it("describes every operation with its parameters and the scope it needs", () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const all = Object.values(operations).map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(described.sort(), all.sort());
    assert.deepEqual(document.paths["/health"]?.get.security, []);
    assert.deepEqual(document.paths["/api/readings"]?.get.security, [{ key: ["read"] }]);
    assert.deepEqual(document.paths["/api/readings"]?.post.security, [{ key: ["ingest"] }]);
    const check = document.paths["/api/devices/{id}/check"]?.post;
    assert.deepEqual(check?.security, [{ key: ["operate"] }]);
    assert.deepEqual(
      check?.parameters.map(({ name, ...rest }) => [name, (rest as { in?: string }).in]),
      [["id", "path"]],
    );
    const names = document.paths["/api/intervals"]?.get.parameters.map(({ name }) => name);
    assert.deepEqual(names, ["meter", "quantity", "step", "from", "to", "limit", "cursor"]);
  });

  it("names no schema that it does not hold", () => {
    const named = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name);
    assert.ok(named.length > 5);
    for (const name of named) assert.ok(name && name in document.components.schemas, name);
  });
});
