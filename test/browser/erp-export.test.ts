import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { Appliance, adminPassword } from "../support/appliance.ts";
import { startBrowser, watchedPage } from "../support/browser.ts";

/** Of the shipped flows: the monthly export. */
const nodeId = "e490000000000021";

interface Editor {
  readonly RED: {
    nodes: { node(id: string): { profile: string; definition: string; automatic: boolean; valid: boolean } };
    editor: { edit(node: object): void };
  };
}

describe("the dialog of erp-export in a browser", function () {
  this.timeout(120_000);
  let browser: Browser;
  let gateway: Appliance;
  let page: Page;
  let errors: readonly string[];

  before(async function () {
    browser = await startBrowser(this);
    gateway = await Appliance.start();
    ({ page, errors } = await watchedPage(browser, { viewport: { width: 1400, height: 1300 } }));
    await page.goto(gateway.base);
    await page.fill("#node-dialog-login-username", "admin");
    await page.fill("#node-dialog-login-password", adminPassword);
    await page.click("#node-dialog-login-submit");
    await page.waitForFunction((id) => Boolean((globalThis as unknown as Editor).RED?.nodes?.node(id)), nodeId);
    await page.evaluate((id) => {
      const { RED } = globalThis as unknown as Editor;
      RED.editor.edit(RED.nodes.node(id));
    }, nodeId);
    await page.waitForSelector("#erp-export-profile option[value=datev-postings]", { state: "attached" });
  });
  after(async () => {
    await browser?.close();
    await gateway?.dispose();
  });

  const file = () => page.locator("#erp-export-preview-file");
  const shot = async (name: string): Promise<void> => {
    const { SCREENSHOTS } = process.env;
    if (SCREENSHOTS) await page.screenshot({ path: `${SCREENSHOTS}/erp-export-${name}.png` });
  };

  it("shows what a ready profile would send, with made-up figures", async () => {
    await page.selectOption("#erp-export-profile", "datev-postings");
    await page.click("#erp-export-preview-sample");
    await file().filter({ hasText: "Umsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen" }).waitFor();
    assert.match(await file().innerText(), /^4333,06;"S";"EUR";/m);
    assert.match(
      await page.locator("#erp-export-preview-facts").innerText(),
      /sample-datev-postings-\d{4}-\d\d-v1\.csv · 4 rows/,
    );
    await shot("sample");
  });

  it("shows what the journal has for a period, and that some of it is missing", async () => {
    await page.selectOption("#erp-export-profile", "generic-csv");
    const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
    await page.fill("#erp-export-preview-from", day(-5));
    await page.fill("#erp-export-preview-to", day(0));
    await page.click("#erp-export-preview-journal");
    await page.locator("#erp-export-preview-facts").filter({ hasText: "provisional" }).waitFor();
    assert.match(await file().innerText(), /demo;main;Main supply;/);
    await shot("journal");
  });

  it("begins an own definition with a ready one and names the place of a mistake in it", async () => {
    await page.selectOption("#erp-export-profile", "own");
    await page.selectOption("#erp-export-begin", "generic-csv");
    await page.click("#erp-export-take");
    const text = await page.inputValue("#node-input-definition");
    await page.fill("#node-input-definition", text.replace('"name": "meterName"', '"name": "metername"'));
    await page.click("#erp-export-preview-sample");
    await file().filter({ hasText: "fields/2/field" }).waitFor();
    assert.match(await file().innerText(), /did you mean "meterName"/);
    await shot("mistake");
    await page.fill("#node-input-definition", text);
    await page.click("#erp-export-preview-sample");
    await file().filter({ hasText: "Härteofen" }).waitFor();
  });

  it("asks for what a target and the schedule need, and keeps what was entered", async () => {
    await page.check("#node-input-automatic");
    await page.selectOption("#node-input-target", "http");
    await page.fill("#node-input-url", "erp.example");
    await page.waitForSelector("#node-input-url.input-error");
    await shot("http");
    await page.fill("#node-input-url", "https://erp.example/in");
    await page.click("#node-dialog-ok");
    const node = await page.evaluate((id) => {
      const { profile, definition, automatic, valid } = (globalThis as unknown as Editor).RED.nodes.node(id);
      return { profile, own: JSON.parse(definition).id, automatic, valid };
    }, nodeId);
    assert.deepEqual(node, { profile: "own", own: "generic-csv-own", automatic: true, valid: true });
    assert.deepEqual(
      errors.filter((error) => !error.startsWith("Failed to load resource")),
      [],
    );
  });
});
