import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { Appliance } from "../support/appliance.ts";
import { startBrowser, type WatchedPage, watchedPage } from "../support/browser.ts";
import { freePort } from "../support/ports.ts";

const siteOf = (port: number) => ({
  version: 1,
  site: { id: "works", name: "Test works", timeZone: "Europe/Vienna" },
  machines: [{ id: "press", name: "Press" }],
  buses: [{ id: "hall", host: "127.0.0.1", port, simulated: { seed: 1 } }],
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
  ],
});

describe("the dashboard's settings in a browser", function () {
  this.timeout(120_000);
  let browser: Browser;
  let gateway: Appliance;
  let desktop: WatchedPage;

  const at = (page: Page, name: string) => page.locator(`[data-test="${name}"]`);
  const rule = () => desktop.page.locator('[data-kind="limit"] .rule').first();
  const written = () => JSON.parse(readFileSync(join(gateway.home, "site.json"), "utf8"));

  async function opened(options: BrowserContextOptions): Promise<WatchedPage> {
    const storageState = await desktop.context.storageState();
    const watched = await watchedPage(browser, { ...options, storageState });
    await watched.page.goto(`${gateway.base}/dashboard/settings`);
    await watched.page.locator('[data-kind="watch"]').waitFor();
    return watched;
  }
  async function saved(page: Page): Promise<void> {
    await at(page, "by").fill("Anna");
    await at(page, "save").click();
    await at(page, "saved").waitFor();
  }

  before(async function () {
    browser = await startBrowser(this);
    gateway = await Appliance.start({ site: siteOf(await freePort()) });
    desktop = await watchedPage(browser, { viewport: { width: 1600, height: 1000 }, locale: "en-GB" });
    await desktop.page.goto(gateway.loginLink);
    await desktop.page.goto(`${gateway.base}/dashboard/settings`);
  });
  after(async () => {
    await browser?.close();
    await gateway?.dispose();
  });

  it("show the usual value where nothing is set, with its unit", async () => {
    await desktop.page.locator('[data-kind="watch"] .open').click();
    const field = desktop.page.locator('[data-kind="watch"] label').filter({ hasText: "Silent at the earliest after" });
    assert.equal(await field.locator("input").getAttribute("placeholder"), "60");
    assert.equal(await field.locator(".unit").textContent(), "s");
  });

  it("refuse a mistake where it stands, and save nothing", async () => {
    await desktop.page.locator('[data-kind="limit"] .open').click();
    await at(desktop.page, "add-limit").click();
    await at(desktop.page, "by").fill("Anna");
    await at(desktop.page, "save").click();
    await rule()
      .getByText(/lacks the property "above"/)
      .waitFor();
    assert.equal(written().rules, undefined);
  });

  it("hold as soon as they are saved: the limit that the machine is above becomes an alert", async () => {
    await rule().locator('[data-test="subject"]').selectOption("machines press");
    await rule().locator('[data-field="quantity"]').fill("voltage");
    await rule().locator('[data-field="above"]').fill("100");
    await saved(desktop.page);
    assert.deepEqual(written().rules, [{ rule: "limit", quantity: "voltage", machine: "press", above: 100 }]);
    const versions = join(gateway.home, "site-versions");
    const version = readdirSync(versions).sort().at(-1) ?? "";
    assert.equal(JSON.parse(readFileSync(join(versions, version), "utf8")).by, "Anna");
    await gateway.until(async () => {
      const { items } = (await (await gateway.get("/api/alerts?state=open")).json()) as { items: { id: string }[] };
      return items.some(({ id }) => id.startsWith("m-press~limit.voltage"));
    }, "the alert");
  });

  it("take as JSON what has no field", async () => {
    await desktop.page.locator('[data-kind="limit"] summary').click();
    const json = desktop.page.locator('[data-kind="limit"] [data-test="json"]');
    await json.fill('{ "rule": "limit", "quantity": "voltage",');
    assert.ok(await at(desktop.page, "save").isHidden());
    await desktop.page.getByText("This is no rule of this kind in JSON.").waitFor();
    await json.fill('{ "rule": "limit", "id": "mains", "quantity": "voltage", "above": 300 }');
    await saved(desktop.page);
    assert.deepEqual(written().rules, [{ rule: "limit", id: "mains", quantity: "voltage", above: 300 }]);
  });

  it("keep an address that they show in part", async () => {
    await desktop.page.locator('[data-tab="told"]').click();
    await at(desktop.page, "add-recipient").click();
    await at(desktop.page, "address").fill("anna@works.example");
    await saved(desktop.page);
    const name = at(desktop.page, "name");
    await name.fill("Anna Huber");
    assert.equal(await at(desktop.page, "address").inputValue(), "anna@…");
    await saved(desktop.page);
    const [anna] = written().recipients;
    assert.deepEqual([anna.name, anna.channels], ["Anna Huber", [{ mail: "anna@works.example" }]]);
  });

  it("of two who change them at a time do not overwrite the first's", async () => {
    const other = await opened({ viewport: { width: 390, height: 844 }, locale: "de-AT" });
    await other.page.locator('[data-kind="watch"] .open').click();
    await other.page.locator('[data-field="silentSeconds"]').fill("90");
    await desktop.page.locator('[data-tab="watched"]').click();
    await desktop.page.locator('[data-kind="watch"] [data-field="silentSeconds"]').fill("120");
    await saved(desktop.page);
    await at(other.page, "by").fill("Ben");
    await at(other.page, "save").click();
    await at(other.page, "refused")
      .getByText(/Inzwischen hat jemand anderes/)
      .waitFor();
    await other.page.getByRole("button", { name: "Meine verwerfen" }).click();
    assert.equal(await other.page.locator('[data-field="silentSeconds"]').inputValue(), "120");
    const width = await other.page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 390, `${width} px wide`);
    assert.deepEqual([...other.errors, ...other.foreign], []);
  });

  it("end in no error of a script, and ask nobody but the gateway", () => {
    assert.deepEqual([...desktop.errors, ...desktop.foreign], []);
  });
});
