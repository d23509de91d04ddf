import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { Appliance } from "../support/appliance.ts";
import { startBrowser, type WatchedPage, watchedPage } from "../support/browser.ts";
import { handPast, watchedWorks } from "../support/watched-works.ts";

/** A fortnight for the baseline, and days that are held against it. */
const days = 17;

describe("the dashboard's page of machines", function () {
  this.timeout(180_000);
  let browser: Browser;
  let gateway: Appliance;
  let desktop: WatchedPage;

  const shown = (place: string) => desktop.page.locator(place);
  const openPage = async (watched: WatchedPage): Promise<void> => {
    await watched.page.goto(`${gateway.base}/dashboard/machines`);
  };

  before(async function () {
    browser = await startBrowser(this);
    gateway = await Appliance.start({ site: watchedWorks });
    desktop = await watchedPage(browser, { viewport: { width: 1600, height: 1000 }, locale: "en-GB" });
    await desktop.page.goto(gateway.loginLink);
  });
  after(async () => {
    await browser?.close();
    await gateway?.dispose();
  });

  it("says so while nothing is known", async () => {
    await openPage(desktop);
    await shown('[data-machine="press"][data-state="learning"]').getByText("being learnt").waitFor();
    await shown(".plant-idle").getByText("No shift has been watched to its end yet").waitFor();
    await shown(".plant-demand").getByText("No window yet").waitFor();
    await shown(".plant-baselines").getByText("No baseline is frozen").waitFor();
  });

  it("shows what each machine does, since when, and with what power", async () => {
    await handPast(gateway, days, Date.now());
    for (const machine of ["press", "lathe"]) {
      const tile = shown(`[data-machine="${machine}"]:not([data-state="learning"])`);
      await tile.getByText(/^(running|idle|off)$/).waitFor();
      await tile.getByText(/^for (\d+ d )?(\d+ h|\d+ min|\d+ h \d+ min)$/).waitFor();
    }
  });

  it("shows what idling cost by the tariff, the largest first, by machine, cost centre and shift", async () => {
    await shown(".plant-idle").getByText("Last 7 days").click();
    const namesBy = async (group: string) => {
      await shown(".plant-idle").getByText(group, { exact: true }).click();
      await shown(".plant-idle .row").first().waitFor();
      return shown(".plant-idle .row .name").allTextContents();
    };
    const machines = await namesBy("Machines");
    assert.equal(machines[0], "Press");
    await shown('[data-idle="press"] .money')
      .getByText(/^\d[\d.,]* EUR$/)
      .waitFor();
    assert.deepEqual((await namesBy("Cost centres")).sort(), ["Pressing", "Turning"]);
    assert.ok((await namesBy("Shifts")).includes("Between shifts"));
  });

  it("shows the demand window, base flow, nights and baselines", async () => {
    await shown('[data-demand="main"]').getByText("60.0 kW").waitFor();
    await shown('[data-flow="w-hall"]').getByText("12 L/h").waitFor();
    await shown('[data-flow="w-hall"]').getByText("1.15 EUR").waitFor();
    await shown('[data-night="m-press"]')
      .getByText(/^[23](\.\d+)? kWh\/h$/)
      .first()
      .waitFor();
    await shown('[data-model="works"]')
      .getByText(/± [\d.,]+ kWh/)
      .waitFor();
  });

  it("speaks German and fits a phone", async () => {
    const storageState = await desktop.context.storageState();
    const phone = await watchedPage(browser, { viewport: { width: 390, height: 844 }, locale: "de-DE", storageState });
    await openPage(phone);
    await phone.page.getByText("Maschinen jetzt").waitFor();
    await phone.page.locator('[data-idle="press"] .money').waitFor();
    const width = await phone.page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 390, `${width} px wide`);
    assert.deepEqual(phone.errors, []);
    await phone.context.close();
  });

  it("does all this without an error and without asking any other machine", () => {
    assert.deepEqual(desktop.errors, []);
    assert.deepEqual(desktop.foreign, []);
  });
});
