import assert from "node:assert/strict";
import { Ajv } from "ajv";
import { completenessView } from "../../dist/lib/api/completeness.js";
import type { MeterCondition } from "../../dist/lib/api/devices.js";
import { completenessSchema } from "../../dist/lib/api/view-schemas.js";
import type { Interval } from "../../dist/lib/contract/messages.js";
import { CompletenessCount } from "../../dist/lib/metering/completeness.js";
import { type Balance, balancesOf } from "../../dist/lib/site/balance.js";
import { parseSite } from "../../dist/lib/site/parse-site.js";
import { MemoryStore } from "../support/memory-store.ts";

const quarter = 900_000;
const start = Date.UTC(2026, 0, 5, 8);
const end = start + 8 * quarter;

const interval = (meter: string, index: number, amount: number, more: Partial<Interval> = {}): Interval => ({
  kind: "interval",
  site: "works",
  meter,
  quantity: "active_energy_import",
  from: start + index * quarter,
  to: start + (index + 1) * quarter,
  amount,
  quality: "measured",
  reasons: [],
  version: 1,
  ...more,
});
const full = (meter: string, amount: number, more: Partial<Interval> = {}): Interval[] =>
  Array.from({ length: 8 }, (_, index) => interval(meter, index, amount, more));

function counted(intervals: readonly Interval[]): CompletenessCount {
  const count = new CompletenessCount(start, end);
  for (const each of intervals) count.take(each);
  return count;
}

const bus = (unitId: number) => ({ bus: "hall", unitId, profile: "x", intervalSeconds: 10 });
const siteOf = (...meters: object[]) =>
  parseSite({
    version: 1,
    site: { id: "works", timeZone: "UTC" },
    buses: [{ id: "hall", host: "127.0.0.1" }],
    meters,
  }).site;
const plant = siteOf(
  { id: "main", ...bus(1), role: "main" },
  { id: "press", ...bus(2) },
  { id: "oven", ...bus(3) },
  { id: "water", pulse: { medium: "water", unitPerPulse: 1, line: 17 } },
  { id: "unmetered", virtual: { expression: "rest(main)" } },
);

describe("the completeness of a meter's consumption", () => {
  it("is the share of time that is measured, estimated and missing; what has no interval is missing too", () => {
    const count = counted([
      interval("m", 0, 1),
      interval("m", 1, 2),
      interval("m", 2, 3, { quality: "estimated", reasons: ["gap"] }),
      interval("m", 3, 0, { quality: "missing", reasons: ["no-data"] }),
    ]);
    const found = count.of("m", "active_energy_import");
    assert.deepEqual(found, { measured: 0.25, estimated: 0.125, missing: 0.625, amount: 6 });
  });

  it("counts what reaches beyond the period in proportion to time", () => {
    const count = counted([interval("m", -1, 4, { to: start + quarter })]);
    assert.deepEqual(count.of("m", "active_energy_import"), {
      measured: 0.125,
      estimated: 0,
      missing: 0.875,
      amount: 2,
    });
  });

  it("knows nothing of what it has not seen", () => {
    assert.equal(counted([]).of("m", "active_energy_import"), undefined);
    assert.deepEqual(counted([interval("m", 9, 1)]).quantitiesOf("m"), []);
  });
});

describe("the balance of main meter and sub-meters", () => {
  const energy = (balances: readonly Balance[]) =>
    balances.map(({ meters, submeters, ...sums }) => [...meters, "-", ...submeters, ...Object.values(sums)].join(" "));

  it("is what no sub-meter sees, in kWh and percent; water and computed meters are no part of it", () => {
    const count = counted([
      ...full("main", 10),
      ...full("press", 4),
      ...full("oven", 5),
      ...full("unmetered", 1),
      ...full("water", 99, { quantity: "water_volume" }),
    ]);
    assert.deepEqual(energy(balancesOf(plant, count)), ["main - press oven active_energy_import 80 72 8 10 true"]);
  });

  it("is negative where the sub-meters see more, and has no percentage of nothing", () => {
    assert.match(
      energy(balancesOf(plant, counted([...full("main", 10), ...full("press", 11), ...full("oven", 0)])))[0] ?? "",
      / 80 88 -8 -10 true$/,
    );
    assert.equal(
      balancesOf(plant, counted([...full("main", 0), ...full("press", 0), ...full("oven", 0)]))[0]?.differencePercent,
      null,
    );
  });

  it("is incomplete while time of any of them is missing", () => {
    const gap = full("oven", 5).slice(1);
    assert.equal(balancesOf(plant, counted([...full("main", 10), ...full("press", 4), ...gap]))[0]?.complete, false);
    assert.equal(balancesOf(plant, counted([...full("main", 10), ...full("press", 4)]))[0]?.complete, false);
  });

  it("takes the total of a meter that has no register of import, and lacks no export of one that has none", () => {
    const count = counted([
      ...full("main", 10),
      ...full("main", 1, { quantity: "active_energy_export" }),
      ...full("press", 4, { quantity: "active_energy_total" }),
      ...full("oven", 5),
    ]);
    assert.deepEqual(energy(balancesOf(plant, count)), [
      "main - press oven active_energy_import 80 72 8 10 true",
      "main - press oven active_energy_export 8 0 8 100 true",
    ]);
  });

  it("is made for every meter that others name as their parent", () => {
    const nested = siteOf(
      { id: "main", ...bus(1), role: "main" },
      { id: "feeder", ...bus(2), parent: "main" },
      { id: "press", ...bus(3), parent: "feeder" },
    );
    assert.deepEqual(
      energy(balancesOf(nested, counted([...full("main", 10), ...full("feeder", 8), ...full("press", 6)]))),
      ["main - feeder active_energy_import 80 64 16 20 true", "feeder - press active_energy_import 64 48 16 25 true"],
    );
  });
});

describe("GET /api/completeness", () => {
  interface Answer {
    readonly from: string;
    readonly to: string;
    readonly step: string;
    readonly meters: readonly { meter: string; stale: boolean; state: string; quantities: readonly object[] }[];
    readonly balances: readonly { difference: number; unit: string }[];
  }
  async function ask(
    values: object,
    records: readonly Interval[],
    conditions: [string, MeterCondition][] = [],
    now = end,
  ): Promise<Answer> {
    const store = new MemoryStore();
    await store.commit({ records });
    const answer = await completenessView({ ...values }, plant, store as never, new Map(conditions), now);
    const valid = new Ajv({ formats: { "date-time": true }, allowUnionTypes: true }).compile(completenessSchema);
    const matches: boolean = valid(answer);
    assert.ok(matches, JSON.stringify(valid.errors));
    return answer as Answer;
  }

  it("counts each interval in its newest version", async () => {
    const corrected = interval("main", 0, 6, { version: 2, quality: "estimated", reasons: ["manual"] });
    const { meters, balances } = await ask({ from: start }, [...full("main", 10), corrected]);
    assert.deepEqual(meters[0]?.quantities, [
      { quantity: "active_energy_import", unit: "kWh", measured: 0.875, estimated: 0.125, missing: 0, amount: 76 },
    ]);
    assert.deepEqual([balances[0]?.difference, balances[0]?.unit], [76, "kWh"]);
  });

  it("does not call missing what is not over yet", async () => {
    const { to, meters } = await ask({ from: start, to: end + 86_400_000 }, full("main", 10), [], end + 60_000);
    assert.equal(to, new Date(end).toISOString());
    assert.equal((meters[0]?.quantities[0] as { missing?: number } | undefined)?.missing, 0);
  });

  it("shows a meter that has sent nothing as missing, in what it should count", async () => {
    const { meters } = await ask({}, []);
    assert.deepEqual(
      meters.map(({ quantities: [first] }) => first && Object.values(first).slice(0, 5).join(" ")),
      [
        "active_energy_import kWh 0 0 1",
        "active_energy_import kWh 0 0 1",
        "active_energy_import kWh 0 0 1",
        "water_volume L 0 0 1",
        "active_energy_import kWh 0 0 1",
      ],
    );
  });

  it("says which meters are stale: failing, silent for three intervals, or with such a part", async () => {
    const { meters } = await ask(
      {},
      [],
      [
        ["main", { state: "online", lastSeen: end - 1000 }],
        ["press", { state: "online", lastSeen: end - 30_001 }],
        ["oven", { state: "failing", lastSeen: end - 1000 }],
      ],
    );
    assert.deepEqual(
      meters.map(({ meter, stale, state }) => [meter, stale, state]),
      [
        ["main", false, "online"],
        ["press", true, "online"],
        ["oven", true, "failing"],
        ["water", true, "waiting"],
        ["unmetered", true, "failing"],
      ],
    );
  });

  it("counts days over long periods, unless a step is asked for, and refuses what would take too long", async () => {
    const day = 86_400_000;
    assert.equal((await ask({ from: start, to: start + 8 * day }, [])).step, "15m");
    assert.equal((await ask({ from: start - 9 * day }, [])).step, "1d");
    assert.equal((await ask({ from: start - 9 * day, step: "30m" }, [])).step, "30m");
    await assert.rejects(ask({ from: start - 60 * day, step: "15m" }, []), { code: "API_BAD_PARAMETER" });
  });
});
