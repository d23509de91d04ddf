import assert from "node:assert/strict";
import { costsView } from "../../dist/lib/api/costs.js";
import { costsSchema } from "../../dist/lib/api/costs-schema.js";
import { validatorOf } from "../../dist/lib/contract/validate.js";
import { SiteCosts } from "../../dist/lib/costing/site-costs.js";
import { parseSite } from "../../dist/lib/site/parse-site.js";
import type { SiteModel } from "../../dist/lib/site/site-model.js";
import type { Store } from "../../dist/lib/store/store.js";
import { quarter } from "../support/journal-flow.ts";
import { MemoryStore } from "../support/memory-store.ts";

const bus = { bus: "hall", profile: "wago-879-30xx" };
const start = quarter(0).from;
const hours = (count: number): number => start + count * 3_600_000;

/** 100 kWh by the main meter; the hall 80 of them, in it the press 50; the office 15. */
function works(more: object = {}): SiteModel {
  const { site, problems } = parseSite({
    version: 1,
    site: { id: "works", timeZone: "UTC" },
    departments: [{ id: "shop", name: "Press shop" }],
    machines: [{ id: "press", name: "Press", department: "shop" }],
    buses: [{ id: "hall", host: "127.0.0.1" }],
    meters: [
      { id: "main", ...bus, unitId: 1, role: "main" },
      { id: "m-hall", ...bus, unitId: 2, department: "shop" },
      { id: "m-press", ...bus, unitId: 3, machine: "press", parent: "m-hall" },
      { id: "m-office", ...bus, unitId: 4 },
    ],
    tariffs: [
      {
        id: "t",
        versions: [
          {
            from: "2026-01-01",
            components: [
              { id: "energy", kind: "energy", price: 0.1 },
              { id: "fee", kind: "fixed", price: 310, per: "month" },
            ],
          },
        ],
      },
    ],
    supplies: [{ id: "grid", meter: "main", tariff: "t", fixedBy: "area" }],
    costCentres: [{ id: "4000" }, { id: "4100", parent: "4000", area: 300 }, { id: "4200", parent: "4000", area: 100 }],
    allocations: [
      { machine: "press", shares: { "4100": 100 } },
      { department: "shop", shares: { "4100": 50, "4200": 50 } },
    ],
    ...more,
  });
  assert.deepEqual(problems, []);
  return site;
}

async function journal(amounts: Readonly<Record<string, number>>): Promise<Store> {
  const store = new MemoryStore();
  const records = Object.entries(amounts).flatMap(([meter, amount]) =>
    Array.from({ length: 4 }, (_, index) => quarter(index, { meter, amount: amount / 4 })),
  );
  await store.commit({ records });
  return store as unknown as Store;
}

const plain = { main: 100, "m-hall": 80, "m-press": 50, "m-office": 15 };

/** Who bears how much of the hour's energy, `energy` being what costs 0.10. */
async function shares(by: "meter" | "machine" | "department" | "cost-centre", site = works(), amounts = plain) {
  const costs = new SiteCosts(site, await journal(amounts));
  const [bill] = await costs.shared({ from: start, to: hours(1) }, by);
  assert.ok(bill);
  const cents = bill.allocation.postings.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0);
  assert.equal(cents, Math.round(Number(bill.bill.amount) * 100), "the postings add up to the bill");
  const ofEnergy = bill.allocation.postings.filter(({ component }) => component === "energy");
  return Object.fromEntries(ofEnergy.map(({ costCentre, amount }) => [costCentre, amount]));
}

describe("the costs of a plant", () => {
  it("are shared by meter: each without what is measured below it, and what no meter sees", async () => {
    assert.deepEqual(await shares("meter"), { "m-hall": "3.00", "m-press": "5.00", "m-office": "1.50", rest: "0.50" });
  });

  it("are shared by machine; a meter of none stands for itself", async () => {
    assert.deepEqual(await shares("machine"), { press: "5.00", "m-hall": "3.00", "m-office": "1.50", rest: "0.50" });
  });

  it("are shared by department; a machine belongs to its own", async () => {
    assert.deepEqual(await shares("department"), { shop: "8.00", rest: "2.00" });
  });

  it("are shared by cost centre: the machine's shares before those of its department", async () => {
    assert.deepEqual(await shares("cost-centre"), { "4100": "6.50", "4200": "1.50", rest: "2.00" });
  });

  it("follow the date from which a share holds", async () => {
    const allocations = [
      { machine: "press", shares: { "4200": 100 } },
      { machine: "press", from: "2026-01-05", shares: { "4100": 100 } },
      { machine: "press", from: "2026-01-06", shares: { "4200": 100 } },
    ];
    assert.deepEqual(await shares("cost-centre", works({ allocations })), { "4100": "5.00", rest: "5.00" });
  });

  it("divide what nobody causes by the key of the supply", async () => {
    const costs = new SiteCosts(works(), await journal(plain));
    const [bill] = await costs.shared({ from: hours(-12), to: hours(12) }, "cost-centre");
    const fees = bill?.allocation.postings.filter(({ component }) => component === "fee") ?? [];
    assert.deepEqual(
      fees.map(({ costCentre, amount }) => [costCentre, amount]),
      [
        ["4100", "7.50"],
        ["4200", "2.50"],
      ],
    );
  });

  it("leave nothing below zero where the meters below count more", async () => {
    const amounts = { ...plain, "m-press": 81 };
    assert.deepEqual(await shares("meter", works(), amounts), { "m-press": "8.10", "m-office": "1.50", rest: "0.40" });
  });
});

describe("GET /api/costs", () => {
  const ask = async (values: object, site = works()) =>
    (await costsView(values as never, site, await journal(plain), hours(2))) as unknown as {
      from: string;
      supplies: {
        amount: string;
        provisional: boolean;
        bearers: { id: string; amount: string }[];
        estimate: object | null;
      }[];
    };

  it("answers as it says, with the running month when nothing is said", async () => {
    const answer = await ask({});
    const schema = JSON.parse(JSON.stringify(costsSchema, (name, value) => (name === "format" ? undefined : value)));
    const validate = validatorOf(schema);
    assert.ok(validate(answer), JSON.stringify(validate.errors));
    assert.equal(answer.from, "2026-01-01T00:00:00.000Z");
    assert.equal(answer.supplies[0]?.provisional, true);
    assert.ok(answer.supplies[0]?.estimate);
  });

  it("names every cost centre, whether it bears something or not", async () => {
    const answer = await ask({ by: "cost-centre", from: hours(-12), to: hours(12) });
    assert.deepEqual(
      answer.supplies[0]?.bearers.map(({ id, amount }) => [id, amount]),
      [
        ["4000", "0.00"],
        ["4100", "14.00"],
        ["4200", "4.00"],
      ],
    );
  });

  it("has nothing to bill without a supply", async () => {
    assert.deepEqual((await ask({}, works({ supplies: [] }))).supplies, []);
  });

  it("refuses a period that ends before it begins, and one of years", async () => {
    await assert.rejects(ask({ from: hours(1), to: start }), { code: "API_BAD_PARAMETER" });
    await assert.rejects(ask({ from: 0, to: start }), { code: "API_BAD_PARAMETER" });
  });

  it("says which price is missing instead of counting it as nothing", async () => {
    const tariffs = [
      {
        id: "t",
        versions: [{ from: "2026-01-01", components: [{ id: "energy", kind: "energy", price: { series: "spot" } }] }],
      },
    ];
    await assert.rejects(ask({ from: start, to: hours(1) }, works({ tariffs })), { code: "PRICE_MISSING" });
  });
});
