import assert from "node:assert/strict";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { type ModbusServer, serveModbus } from "../../dist/lib/io/modbus-server.js";
import { profileFor } from "../../dist/lib/io/profiles.js";
import { answer } from "../../dist/lib/simulate/modbus-slave.js";
import { simulatedPlant } from "../../dist/lib/simulate/simulated-plant.js";
import { parseSite } from "../../dist/lib/site/parse-site.js";
import { Appliance, apiKey } from "../support/appliance.ts";
import { startBrowser, type WatchedPage, watchedPage } from "../support/browser.ts";
import { freePort } from "../support/ports.ts";

/** The gateway plays the press's meter, this test the pump's, so that it can fail; the tank's water meter sends by itself. */
const siteOf = (playedPort: number, ownPort: number, ownIsSimulated: boolean) => ({
  version: 1,
  site: { id: "works", name: "Test works", timeZone: "Europe/Vienna", calendar: "always" },
  calendars: [
    {
      id: "always",
      shifts: [{ name: "Day", days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], from: "00:00", to: "00:00" }],
    },
  ],
  departments: [
    { id: "press-shop", name: "Press shop" },
    { id: "cellar", name: "Cellar" },
  ],
  machines: [
    { id: "press", name: "Press", department: "press-shop" },
    { id: "pump", name: "Pump", department: "cellar" },
    { id: "tank", name: "Tank", department: "cellar" },
  ],
  buses: [
    { id: "hall", host: "127.0.0.1", port: playedPort, simulated: { seed: 1, pastHours: 24 } },
    { id: "cellar", host: "127.0.0.1", port: ownPort, ...(ownIsSimulated && { simulated: { seed: 2 } }) },
  ],
  meters: [
    {
      id: "m-press",
      name: "Press meter",
      bus: "hall",
      unitId: 1,
      profile: "wago-879-30xx",
      machine: "press",
      intervalSeconds: 1,
    },
    {
      id: "m-pump",
      name: "Pump meter",
      bus: "cellar",
      unitId: 2,
      profile: "eastron-sdm630",
      machine: "pump",
      intervalSeconds: 1,
    },
    { id: "m-tank", name: "Tank meter", device: { id: "tank-device" }, machine: "tank", intervalSeconds: 600 },
  ],
});

describe("the dashboard in a browser", function () {
  this.timeout(120_000);
  let browser: Browser;
  let gateway: Appliance;
  let pump: ModbusServer;
  let desktop: WatchedPage;

  /** A page of somebody who is logged in. */
  async function opened(options: BrowserContextOptions): Promise<WatchedPage> {
    const storageState = await desktop.context.storageState();
    const watched = await watchedPage(browser, { ...options, storageState });
    await watched.page.goto(`${gateway.base}/dashboard`);
    return watched;
  }
  const machine = (id: string) => desktop.page.locator(`[data-machine="${id}"]`);

  before(async function () {
    browser = await startBrowser(this);
    const { site } = parseSite(siteOf(1, 2, true));
    const slaves = simulatedPlant(site, profileFor).buses[1]?.slaves ?? new Map();
    const reply = (unitId: number, request: Uint8Array) => answer(slaves, unitId, request, Date.now());
    pump = await serveModbus("127.0.0.1", 0, reply, assert.ifError);
    pump.release();
    gateway = await Appliance.start({ site: siteOf(await freePort(), pump.port, false) });
    desktop = await watchedPage(browser, { viewport: { width: 1920, height: 1080 }, locale: "en-GB" });
    await desktop.page.goto(gateway.loginLink);
    await desktop.page.goto(`${gateway.base}/dashboard`);
  });
  after(async () => {
    await browser?.close();
    await gateway?.dispose();
    await pump?.close();
  });

  it("shows power now and energy today of the site and of each machine, with units", async () => {
    for (const id of ["press", "pump"]) {
      await machine(id)
        .getByText(/^\d[\d.,]*\s*kW$/)
        .waitFor();
      await machine(id)
        .getByText(/^\d[\d.,]* kWh today$/)
        .waitFor();
    }
    await desktop.page.locator('[data-test="site-power"]').getByText("kW").waitFor();
    assert.match((await desktop.page.locator('[data-test="site-power"]').textContent()) ?? "", /^\d[\d.,]*kW$/);
    assert.match((await desktop.page.locator('[data-test="site-energy"]').textContent()) ?? "", /^\d[\d.,]*kWh$/);
  });

  it("shows the energy of this shift and this month, and how sure the last 24 hours are", async () => {
    await desktop.page.getByText("This shift: Day").waitFor();
    await desktop.page.locator('[data-test="site-shift"]').getByText("kWh").waitFor();
    assert.match((await desktop.page.locator('[data-test="site-shift"]').textContent()) ?? "", /^\d[\d.,]*kWh$/);
    assert.match((await desktop.page.locator('[data-test="site-month"]').textContent()) ?? "", /^\d[\d.,]*kWh$/);
    await desktop.page.locator('[data-test="sure-meters"]').waitFor({ timeout: 60_000 });
    await desktop.page
      .locator('[data-sure="m-pump"]')
      .getByText(/missing$/)
      .waitFor();
  });

  it("shows water in its own unit, and lacks no power for it", async () => {
    const sent = await fetch(`${gateway.base}/api/readings`, {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      body: JSON.stringify({ deviceId: "tank-device", values: { water_flow: 12.5, water_volume: 4000 } }),
    });
    assert.ok(sent.ok, await sent.text());
    await machine("tank")
      .getByText(/^12\.5\s*L\/min$/)
      .waitFor();
    assert.doesNotMatch((await machine("tank").textContent()) ?? "", /kW/);
    await desktop.page.locator('[data-meter="m-tank"]').getByText("12.5 L/min").waitFor();
    const cellar = (await desktop.page.locator('[data-department="cellar"]').textContent()) ?? "";
    assert.doesNotMatch(cellar, /incomplete/);
  });

  it("draws the last 24 hours from the journal", async () => {
    await desktop.page.locator(".plant-curve svg path").first().waitFor();
    await desktop.page.locator(".plant-curve .legend").getByText("Press shop").waitFor();
  });

  it("speaks German and fits a phone", async () => {
    const phone = await opened({ viewport: { width: 390, height: 844 }, locale: "de-DE" });
    await phone.page.getByText("Leistung jetzt").waitFor();
    await phone.page
      .locator('[data-machine="press"]')
      .getByText(/^\d[\d.]*(,\d)? kWh heute$/)
      .waitFor();
    const width = await phone.page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 390, `${width} px wide`);
    for (const narrow of [360, 390, 430]) {
      await phone.page.setViewportSize({ width: narrow, height: 844 });
      const entries = await phone.page
        .locator(".v-navigation-drawer a")
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON()));
      assert.equal(entries.length, 5);
      for (const { left, right, top, bottom } of entries) {
        assert.ok(left >= 0 && right <= narrow && top > 700 && bottom <= 844, `${left}–${right}, ${top}–${bottom}`);
      }
    }
    assert.deepEqual(phone.errors, []);
    await phone.context.close();
  });

  it("shows a meter that fails, with the reason, and no value of it as current", async () => {
    await pump.close();
    const line = desktop.page.locator('[data-meter="m-pump"]');
    await desktop.page.locator('[data-meter="m-pump"][data-state="failing"]').waitFor();
    await machine("pump").getByText("failing").waitFor();
    await machine("pump")
      .getByText(/^–\s*kW$/)
      .waitFor();
    assert.match((await line.textContent()) ?? "", /failing/);
    await desktop.page
      .getByText(/cannot be reached/)
      .first()
      .waitFor();
  });

  it("does all this without an error and without asking any other machine", () => {
    assert.deepEqual(desktop.errors, []);
    assert.deepEqual(desktop.foreign, []);
  });

  it("says so when the connection to the gateway is lost", async () => {
    await gateway.stop();
    await desktop.page.getByRole("alert").getByText("No connection to the gateway").waitFor();
  });
});
