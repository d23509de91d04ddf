import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { problemBoard } from "../../dist/lib/red/problems.js";
import erpExport from "../../dist/nodes/erp-export.js";
import { deliver, helper, type Received, receivedBy } from "../support/node-red.ts";

const ids = { node: "e4b7000000000001", documents: "e4b7000000000002", receipts: "e4b7000000000003" };

const rows = [
  { meter: "m-1", quantity: "active_energy_import", unit: "kWh", from: "2026-10-01", to: "2026-11-01", amount: "12.5" },
];

async function flow(config: object = {}) {
  await helper.load([erpExport.default] as never, [
    {
      id: ids.node,
      type: "erp-export",
      siteId: "works",
      timeZone: "Europe/Vienna",
      profile: "generic-csv",
      wires: [[ids.documents], [ids.receipts]],
      ...config,
    },
    { id: ids.documents, type: "helper" },
    { id: ids.receipts, type: "helper" },
  ]);
  return {
    node: helper.getNode(ids.node),
    documents: receivedBy<string>(ids.documents) as (Received<string> & { document: Record<string, unknown> })[],
    receipts: receivedBy<Record<string, unknown>>(ids.receipts),
  };
}

describe("erp-export node", () => {
  before((done) => {
    helper.startServer(done);
  });
  afterEach(() => helper.unload());
  after((done) => {
    helper.stopServer(done);
  });

  it("works alone: rows in, a document out, foreign properties kept", async () => {
    const { node, documents } = await flow();
    assert.equal(await deliver(node, { payload: rows, plant: "mine" }), undefined);
    const [document] = documents;
    assert.equal(document?.filename, "works-generic-csv-2026-10-v1.csv");
    assert.equal(document?.plant, "mine");
    assert.equal(document?.document.id, "works-generic-csv-2026-10");
    assert.match(String(document?.payload), /;01\.10\.2026 00:00;01\.11\.2026 00:00;12,500;/);
  });

  it("gives the same rows the same version and changed ones the next", async () => {
    const { node, documents } = await flow();
    await deliver(node, { payload: rows });
    await deliver(node, { payload: rows });
    await deliver(node, { payload: [{ ...rows[0], amount: "13" }] });
    assert.deepEqual(
      documents.map(({ document }) => document.version),
      [1, 1, 2],
    );
  });

  it("makes of its example what the example says", async () => {
    const file = join(import.meta.dirname, "../../examples/erp-export.json");
    const example: {
      type: string;
      wires?: string[][];
      payload?: string;
      id: string;
      z?: string;
      x?: number;
      y?: number;
    }[] = JSON.parse(readFileSync(file, "utf8"));
    const told: string[] = [];
    for (const inject of example.filter(({ type }) => type === "inject")) {
      const {
        z: _tab,
        x: _x,
        y: _y,
        ...config
      } = example.find(({ id }) => id === inject.wires?.[0]?.[0]) ?? assert.fail();
      await helper.unload();
      const { node, documents } = await flow({ ...config, id: ids.node, wires: [[ids.documents], []] });
      assert.equal(await deliver(node, { payload: JSON.parse(inject.payload ?? "") }), undefined);
      told.push(...(documents[0]?.payload ?? "").toString().trimEnd().split(/\r?\n/).slice(1));
    }
    assert.deepEqual(told, [
      "vienna;m-press;Press 1;;;;active_energy_import;kWh;01.10.2026 00:00;01.11.2026 00:00;30950,400;measured;",
      "vienna;m-oven;'=Oven;;;;active_energy_import;kWh;01.10.2026 00:00;01.11.2026 00:00;9188,400;estimated;",
      "31.10.2026;4240;4100;4333,06;S;grid energy 10/2026",
      "31.10.2026;4249;4200;12,75;H;grid export-credit 10/2026",
    ]);
  });

  it("names the place of what is wrong in a row", async () => {
    const { node } = await flow();
    const error = await deliver(node, { payload: [{ ...rows[0], amount: "lots" }] });
    assert.match(String(error), /0\/amount/);
  });

  it("is red with the place of what is wrong in its own definition", async () => {
    const definition = JSON.stringify({ id: "x", format: { type: "csv" }, fields: [{ name: "amout" }] });
    const { node } = await flow({ profile: "own", definition });
    const [problem] = problemBoard().list();
    assert.deepEqual([problem?.code, problem?.params.place], ["CONFIG_INVALID", "fields/0/field"]);
    assert.match(String(await deliver(node, { payload: rows })), /did you mean "amount"/);
  });
});
