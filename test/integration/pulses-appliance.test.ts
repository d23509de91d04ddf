import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Appliance } from "../support/appliance.ts";
import { GpiomonStandIn } from "../support/gpiomon-stand-in.ts";

const site = {
  version: 1,
  site: { id: "works", timeZone: "Europe/Vienna" },
  meters: [
    {
      id: "water-1",
      intervalSeconds: 0.5,
      pulse: { medium: "water", unit: "L", unitPerPulse: 10, startIndex: 5000, line: 17, debounceMs: 0 },
    },
  ],
};
const burst = 2000;

interface ApiReading {
  readonly at: string;
  readonly values: { readonly water_volume: number; readonly water_flow?: number };
}

describe("the gateway with a pulse meter in its site model", function () {
  this.timeout(120_000);
  let home: string;
  let standIn: GpiomonStandIn;
  let gateway: Appliance | undefined;

  before(() => {
    home = mkdtempSync(join(tmpdir(), "energy-pulses-"));
    standIn = new GpiomonStandIn(2, [{ burst, seconds: 1 }]);
  });
  after(async () => {
    await gateway?.stop();
    standIn.remove();
    rmSync(home, { recursive: true, force: true });
  });

  const start = () =>
    Appliance.start({
      home,
      site,
      env: { GPIOMON_SCENARIO: process.env.GPIOMON_SCENARIO, GPIOMON_LOG: process.env.GPIOMON_LOG },
    });

  async function readings(): Promise<readonly ApiReading[]> {
    const response = await (gateway as Appliance).get("/api/readings?deviceId=water-1&limit=1000");
    return ((await response.json()) as { items: ApiReading[] }).items;
  }
  const volumes = async () => (await readings()).map(({ values }) => values.water_volume);

  it("counts it without a flow being edited, and knows it in the API", async () => {
    gateway = await start();
    await gateway.until(async () => (await volumes()).at(-1) === 5000 + 10 * burst, "all pulses in the API");
    const { items } = (await (await gateway.get("/api/devices")).json()) as {
      items: { state: string; source: string; quantities: { name: string }[] }[];
    };
    assert.deepEqual(
      items.map(({ state, source, quantities }) => [state, source, quantities.map(({ name }) => name)]),
      [["online", "pulse", ["water_volume", "water_flow"]]],
    );
  });

  it("goes on after it was killed: a total that was stored as a reading never comes back lower", async () => {
    const before = (await volumes()).at(-1);
    gateway?.kill("SIGKILL");
    await gateway?.ended();
    gateway = await start();
    await gateway.until(async () => (await volumes()).at(-1) === 5000 + 10 * 2 * burst, "the pulses of both runs");
    const all = await volumes();
    assert.ok(all.includes(before ?? Number.NaN));
    assert.deepEqual(
      [...all].sort((a, b) => a - b),
      all,
    );
  });
});
