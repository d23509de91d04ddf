import assert from "node:assert/strict";
import { type MeterPoint, sitePoints } from "../../dist/lib/acquire/meter-point.js";
import { otherWordOrder } from "../../dist/lib/commissioning/word-order.js";
import type { CheckReport } from "../../dist/lib/contract/check-report.js";
import { CheckDesk } from "../../dist/lib/io/check-desk.js";
import { type ModbusServer, serveModbus } from "../../dist/lib/io/modbus-server.js";
import { profileFor } from "../../dist/lib/io/profiles.js";
import { answer } from "../../dist/lib/simulate/modbus-slave.js";
import { simulatedPlant } from "../../dist/lib/simulate/simulated-plant.js";
import { demoSite } from "../support/demo-site.ts";
import { until } from "../support/until.ts";

const order = { seconds: 10, facts: {} };

/** The rules that found something, and those that could not say anything. */
const told = ({ findings }: CheckReport, ...verdicts: string[]): string[] =>
  findings.filter(({ verdict }) => verdicts.includes(verdict)).map(({ rule, advice }) => `${rule}: ${advice}`);

describe("the commissioning check over a bus", function () {
  this.timeout(40_000);
  let server: ModbusServer;
  let points: MeterPoint[];
  let desk: CheckDesk;
  let answers = true;

  before(async () => {
    const slaves = simulatedPlant(demoSite(), profileFor).buses[0]?.slaves ?? new Map();
    server = await serveModbus(
      "127.0.0.1",
      0,
      (unitId, request) => (answers ? answer(slaves, unitId, request, Date.now()) : undefined),
      (error) => {
        throw error;
      },
    );
    server.release();
    points = sitePoints(demoSite(server.port)).map((point) => ({ ...point, timeoutMs: 500 }));
  });
  beforeEach(() => {
    answers = true;
    desk = new CheckDesk();
  });
  afterEach(() => desk.close());
  after(() => server.close());

  const point = (meter: string): MeterPoint => points.find((each) => each.meter === meter) ?? assert.fail(meter);

  it("passes all nine meters of the demo plant, checked at the same time", async () => {
    for (const each of points) {
      desk.add({ point: each, ratedPowerKw: demoSite().meters.find(({ id }) => id === each.meter)?.ratedPowerKw ?? 0 });
    }
    const reports = await Promise.all(desk.meters.map((meter) => desk.check(meter, order)));
    assert.equal(reports.length, 9);
    for (const report of reports) {
      assert.deepEqual([report.meter, report.verdict, told(report, "fail", "doubtful")], [report.meter, "pass", []]);
      const all = report.findings.filter(({ verdict }) => verdict === "pass").length;
      assert.ok(all >= 8, `${report.meter}: only ${all} rules could judge, not ${told(report, "not-checked")}`);
    }
  });

  it("reads everything, though only energy is wanted from day to day, and again in the other word order where it is nonsense", async () => {
    const packed = point("m-pack");
    desk.add({ point: { ...packed, quantities: ["active_energy_import"], cadence: { registers: 900 } } });
    const right = point("m-rough");
    desk.add({ point: { ...right, ownProfile: otherWordOrder(profileFor(right.profile, right.meter)) } });
    const [packing, roughing] = await Promise.all([desk.check("m-pack", order), desk.check("m-rough", order)]);
    assert.equal(packing.findings.find(({ rule }) => rule === "current-transformers")?.verdict, "pass");
    assert.deepEqual(told(roughing, "fail"), ["word-order: word-order-wrong"]);
    assert.equal(roughing.findings.find(({ rule }) => rule === "word-order")?.params.right, "big");
  });

  it("checks a meter once at a time, tells how far it is, and can be cancelled", async () => {
    desk.add({ point: point("m-air") });
    const other = new CheckDesk();
    other.add({ point: point("m-air") });
    const running = desk.check("m-air", { seconds: 600, facts: {} });
    const refused = assert.rejects(running, { code: "CHECK_CANCELLED" });
    await assert.rejects(other.check("m-air", order), { code: "CHECK_BUSY" });
    await until(() => (desk.stateOf("m-air")?.readings ?? 0) >= 2);
    assert.equal(desk.stateOf("m-air")?.state, "running");
    desk.cancel("m-air");
    await refused;
    assert.equal(desk.stateOf("m-air")?.state, "failed");
    await assert.rejects(desk.check("m-none", order), { code: "CHECK_IMPOSSIBLE" });
  });

  it("ends early, with what is wrong, where the meter does not answer", async () => {
    answers = false;
    desk.add({ point: point("m-cool") });
    await assert.rejects(desk.check("m-cool", { seconds: 600, facts: {} }), { code: "METER_NO_ANSWER" });
  });
});
