import assert from "node:assert/strict";
import type { Node } from "node-red";
import type { Interval } from "../../dist/lib/contract/messages.js";
import { problemBoard } from "../../dist/lib/red/problems.js";
import energyAccumulator from "../../dist/nodes/energy-accumulator.js";
import energySite from "../../dist/nodes/energy-site.js";
import virtualMeter from "../../dist/nodes/virtual-meter.js";
import { eventually } from "../support/eventually.ts";
import { JournalFlow, noon, quarter, reading, storeId } from "../support/journal-flow.ts";
import { deliver, helper, type Received, receivedBy } from "../support/node-red.ts";

const ids = { site: "e717000000000011", node: "e717000000000012", out: "e717000000000013" };
const accumulatorId = "e717000000000015";
const bus = { bus: "hall", profile: "wago-879-30xx" };
const model = (virtual: object) => ({
  id: ids.site,
  type: "energy-site",
  source: "inline",
  model: JSON.stringify({
    version: 1,
    site: { id: "works", timeZone: "UTC" },
    buses: [{ id: "hall", host: "127.0.0.1" }],
    meters: [
      { id: "main", ...bus, unitId: 1, role: "main" },
      { id: "m-press", ...bus, unitId: 2 },
      { id: "unmetered", virtual },
    ],
  }),
});
const inline = (expression: string) => ({ meters: [{ id: "v", expression }] });
const said = ({ payload: { meter, amount, quality, version } }: Received<Interval>): string =>
  `${meter} ${amount} ${quality} v${version}`;

async function flow(config: object, ...others: object[]): Promise<{ node: Node; out: Received<Interval>[] }> {
  await helper.load([virtualMeter.default, energySite.default], [
    ...others,
    { id: ids.node, type: "virtual-meter", wires: [[ids.out]], ...config },
    { id: ids.out, type: "helper" },
  ] as never);
  return { node: helper.getNode(ids.node), out: receivedBy(ids.out) };
}

describe("virtual-meter node", () => {
  before((done) => {
    helper.startServer(done);
  });
  afterEach(() => helper.unload());
  after((done) => {
    helper.stopServer(done);
  });

  it("works alone: an expression in the node, foreign properties kept", async () => {
    const { node, out } = await flow(inline("main - 'm-press'"));
    await deliver(node, { payload: quarter(0, { meter: "main", amount: 10 }) });
    assert.equal(out.length, 0);
    await deliver(node, { payload: quarter(0, { meter: "m-press", amount: 4 }), plant: "mine", journal: { seq: 7 } });
    assert.deepEqual(out.map(said), ["v 6 measured v1"]);
    assert.equal(out[0]?.topic, "works/v/interval");
    assert.equal(out[0]?.plant, "mine");
    assert.equal(out[0]?.journal, undefined, "the number of a part is not that of the result");
  });

  it("computes the virtual meters of the site it names", async () => {
    const { node, out } = await flow({ site: ids.site }, model({ expression: "rest(main)" }));
    await deliver(node, { payload: quarter(0, { meter: "main", amount: 10 }) });
    await deliver(node, { payload: quarter(0, { meter: "m-press", amount: 4 }) });
    assert.deepEqual(out.map(said), ["unmetered 6 measured v1"]);
  });

  it("leaves readings, running intervals and other meters alone", async () => {
    const { node, out } = await flow(inline("main / 2"));
    const others = [reading(0), quarter(0, { meter: "main", version: 0 }), quarter(0)];
    for (const payload of others) assert.equal(await deliver(node, { payload }), undefined);
    assert.deepEqual(out, []);
  });

  it("is red and points at the mistake in its expression", async () => {
    const { node } = await flow(inline("main - (press"));
    assert.equal(problemBoard().list()[0]?.code, "CONFIG_INVALID");
    assert.match(String(await deliver(node, { payload: quarter(0) })), /column 14: expected "\)"/);
  });

  it("a wrong virtual meter of the site is named at the site, and the node is idle", async () => {
    const { node } = await flow({ site: ids.site }, model({ expression: "main - pres" }));
    const [problem] = problemBoard().list();
    assert.deepEqual([problem?.code, problem?.params.place], ["SITE_ITEM_INVALID", "meters/2/virtual/expression"]);
    assert.equal(await deliver(node, { payload: quarter(0) }), undefined);
  });
});

describe("virtual-meter node with a journal", () => {
  const flows = new JournalFlow();
  let out: Received<Interval>[] = [];
  let answers: Received<Interval[]>[] = [];

  async function load(): Promise<void> {
    await flows.load(
      [
        model({ expression: "main - 'm-press'" }),
        {
          id: accumulatorId,
          type: "energy-accumulator",
          store: storeId,
          timeZone: "UTC",
          steps: ["15m"],
          wires: [[ids.node], []],
        },
        { id: ids.node, type: "virtual-meter", site: ids.site, store: storeId, wires: [[ids.out]] },
        { id: ids.out, type: "helper" },
        { id: "e717000000000016", type: "history", store: storeId, wires: [["e717000000000017"]] },
        { id: "e717000000000017", type: "helper" },
      ],
      {},
      [energyAccumulator.default, virtualMeter.default, energySite.default],
    );
    out = receivedBy(ids.out);
    answers = receivedBy("e717000000000017");
  }
  const read = (minute: number, main: number, press: number): Promise<unknown> =>
    Promise.all(
      Object.entries({ main, "m-press": press }).map(([meter, active_energy_import]) =>
        deliver(helper.getNode(accumulatorId), {
          payload: reading(minute, { meter, values: { active_energy_import } }),
          journal: { seq: minute + (meter === "main" ? 1 : 2) },
        }),
      ),
    );
  async function stored(): Promise<string[]> {
    const payload = { kind: "intervals", meter: "unmetered", from: noon, to: noon + 86_400_000 };
    await deliver(helper.getNode("e717000000000016"), { payload });
    return (answers.at(-1)?.payload ?? []).map((interval) => said({ payload: interval }));
  }

  before((done) => {
    helper.startServer(done);
  });
  after(async () => {
    await flows.remove();
    await new Promise<void>((resolve) => {
      helper.stopServer(() => resolve());
    });
  });

  it("goes from readings through the accumulator into the journal", async () => {
    await load();
    await read(0, 100, 50);
    await read(15, 110, 54);
    await eventually(async () => out[0]);
    assert.deepEqual(out.map(said), ["unmetered 6 measured v1"]);
    assert.equal(typeof (out[0]?.journal as { seq?: number } | undefined)?.seq, "number");
    assert.deepEqual(await stored(), ["unmetered 6 measured v1"]);
  });

  it("computes again after a restart when a part is corrected", async () => {
    await load();
    const corrected = quarter(0, {
      meter: "m-press",
      amount: 5,
      version: 2,
      quality: "estimated",
      reasons: ["manual"],
    });
    await deliver(helper.getNode(ids.node), { payload: corrected });
    assert.deepEqual(out.map(said), ["unmetered 5 estimated v2"]);
    assert.deepEqual(await stored(), ["unmetered 5 estimated v2"]);
  });
});
