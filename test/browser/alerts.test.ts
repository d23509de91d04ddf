import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { Appliance, apiKey } from "../support/appliance.ts";
import { startBrowser, type WatchedPage, watchedPage } from "../support/browser.ts";

const site = {
  version: 1,
  site: { id: "works", name: "Test works", timeZone: "Asia/Tokyo" },
  meters: [
    { id: "m-press", name: "Press meter <b>1</b>", device: { id: "press-device" } },
    { id: "m-saw", name: "Saw meter", device: { id: "saw-device" } },
  ],
  rules: [
    {
      id: "fuse",
      rule: "limit",
      meter: "m-press",
      quantity: "current",
      above: 63,
      severity: "critical",
      delaySeconds: 0,
    },
    { id: "load", rule: "limit", meter: "m-saw", quantity: "active_power", above: 10, delaySeconds: 0 },
    { rule: "watch", off: true },
  ],
};

describe("the dashboard's alerts in a browser", function () {
  this.timeout(120_000);
  let browser: Browser;
  let gateway: Appliance;
  let desktop: WatchedPage;

  const shown = (place: string) => desktop.page.locator(place);
  const alertOf = (meter: string) => shown(`[data-alert^="${meter}~"]`);
  const open = (page: string) => desktop.page.goto(`${gateway.base}/dashboard/${page}`);
  const send = async (deviceId: string, values: object) => {
    const answer = await fetch(`${gateway.base}/api/readings`, {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      body: JSON.stringify({ deviceId, values }),
    });
    assert.ok(answer.ok, await answer.text());
  };

  before(async function () {
    browser = await startBrowser(this);
    gateway = await Appliance.start({ site });
    desktop = await watchedPage(browser, { viewport: { width: 1600, height: 1000 }, locale: "en-GB" });
    await desktop.page.goto(gateway.loginLink);
  });
  after(async () => {
    await browser?.close();
    await gateway?.dispose();
  });

  it("say that nothing is wrong", async () => {
    await open("alerts");
    await shown('[data-test="calm"]').getByText("Nothing is wrong.").waitFor();
  });

  it("come by themselves, the critical ones first, with what was measured and in the site's time", async () => {
    await send("saw-device", { active_power: 12 });
    await send("press-device", { current: 80 });
    await alertOf("m-press").getByText("Press meter <b>1</b>: current 80 A, the limit is 63 A").waitFor();
    await alertOf("m-saw").getByText("power 12 kW").waitFor();
    const [first] = await shown("article").evaluateAll((all) => all.map((one) => one.getAttribute("data-alert")));
    assert.match(String(first), /^m-press~/);
    const inTokyo = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", timeZone: "Asia/Tokyo" }).format(new Date());
    await alertOf("m-saw")
      .getByText(new RegExp(`since (${inTokyo}|${Number(inTokyo) - 1}):`))
      .waitFor();
  });

  it("say in words and units what they rest on", async () => {
    const facts = alertOf("m-saw").locator("dl");
    const names = await facts.locator("dt").allTextContents();
    assert.deepEqual(names, ["measured", "limit", "quantity", "side of the limit", "hysteresis"]);
    const values = await facts.locator("dd").allTextContents();
    assert.deepEqual(values, ["12 kW", "10 kW", "power", "above", "0.1 kW"]);
  });

  it("that are critical stand above the plant until somebody acknowledges, with a note for everybody to see", async () => {
    const wall = await desktop.context.newPage();
    await wall.goto(`${gateway.base}/dashboard/plant`);
    const banner = wall.locator('[data-test="alert-banner"]');
    await banner.getByText("current 80 A").waitFor();
    await alertOf("m-press").locator('[data-test="acknowledge"]').click();
    await shown('[data-test="by"]').fill("Anna");
    await shown('[data-test="note"]').fill("fuse <i>seen</i>");
    await shown('[data-test="send"]').click();
    await alertOf("m-press").getByText("Acknowledged by Anna").waitFor();
    await alertOf("m-press").getByText("“fuse <i>seen</i>”").waitFor();
    await banner.waitFor({ state: "detached" });
    const top = (await wall.locator(".plant-now").boundingBox())?.y ?? Number.NaN;
    assert.ok(top < 60, `without a banner the plant begins at ${top} px`);
    await wall.close();
  });

  it("are put aside, taken up again, and closed by hand", async () => {
    await alertOf("m-saw").locator('[data-test="shelve"]').click();
    await shown('[data-test="send"]').click();
    await alertOf("m-saw").getByText("Put aside until").waitFor();
    await alertOf("m-saw").getByText("Take up again").click();
    await shown('[data-test="send"]').click();
    await alertOf("m-saw").getByText("Put aside until").waitFor({ state: "detached" });
    await alertOf("m-press").locator('[data-test="clear"]').click();
    await shown('[data-test="send"]').click();
    await alertOf("m-press").waitFor({ state: "detached" });
    await shown("button").getByText("Over, last 30 days").click();
    await alertOf("m-press").getByText("over since").waitFor();
  });

  it("speak German and fit a phone", async () => {
    const storageState = await desktop.context.storageState();
    const phone = await watchedPage(browser, { viewport: { width: 390, height: 844 }, locale: "de-DE", storageState });
    await phone.page.goto(`${gateway.base}/dashboard/alerts`);
    await phone.page.getByText("Leistung 12 kW, die Grenze ist 10 kW").waitFor();
    const [measured] = await phone.page.locator("dt").allTextContents();
    assert.equal(measured, "gemessen");
    const width = await phone.page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 390, `${width} px wide`);
    assert.deepEqual(phone.errors, []);
    await phone.context.close();
  });

  it("do all this without an error and without asking any other machine", () => {
    assert.deepEqual(desktop.errors, []);
    assert.deepEqual(desktop.foreign, []);
  });
});
