import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { Appliance, adminPassword } from "../support/appliance.ts";
import { startBrowser, watchedPage } from "../support/browser.ts";

/** The reader of the shipped flows. */
const reader = "ac0100000000000b";

interface Editor {
  readonly RED: {
    nodes: { node(id: string): object | null };
    editor: { edit(node: object): void };
  };
}

describe("the dialog of meter-reader in a browser", function () {
  this.timeout(120_000);
  let browser: Browser;
  let gateway: Appliance;
  let page: Page;
  let errors: readonly string[];

  before(async function () {
    browser = await startBrowser(this);
    gateway = await Appliance.start();
    ({ page, errors } = await watchedPage(browser, { viewport: { width: 1400, height: 1200 } }));
    await page.goto(gateway.base);
    await page.fill("#node-dialog-login-username", "admin");
    await page.fill("#node-dialog-login-password", adminPassword);
    await page.click("#node-dialog-login-submit");
    await page.waitForFunction((id) => Boolean((globalThis as unknown as Editor).RED?.nodes?.node(id)), reader);
    await page.evaluate((id) => {
      const { RED } = globalThis as unknown as Editor;
      RED.editor.edit(RED.nodes.node(id) as object);
    }, reader);
    await page.waitForSelector("#meter-reader-check-meter option", { state: "attached" });
  });
  after(async () => {
    await browser?.close();
    await gateway?.dispose();
  });

  it("checks a deployed meter and lists what each rule found", async () => {
    const meters = await page.locator("#meter-reader-check-meter option").allTextContents();
    assert.equal(meters.length, 9);
    await page.selectOption("#meter-reader-check-meter", "m-rough");
    await page.fill("#meter-reader-check-seconds", "10");
    await page.click("#meter-reader-check");
    await page.waitForFunction(() =>
      /of 10 s/.test(document.querySelector("#meter-reader-check-progress")?.textContent ?? ""),
    );
    await page.waitForSelector("#meter-reader-check-result div", { timeout: 30_000 });
    assert.equal(await page.textContent("#meter-reader-check-progress"), "m-rough: in order");
    const lines = await page.locator("#meter-reader-check-result > div").allTextContents();
    assert.equal(lines.length, 13);
    assert.ok(lines.some((line) => line.includes("in order · Current transformers")));
    assert.ok(await page.isEnabled("#meter-reader-check"));
  });

  it("says what a check cannot be asked for", async () => {
    await page.fill("#meter-reader-check-seconds", "3");
    await page.click("#meter-reader-check");
    await page.waitForFunction(() =>
      /seconds/.test(document.querySelector("#meter-reader-check-progress")?.textContent ?? ""),
    );
  });

  it("cancels a check that runs", async () => {
    await page.fill("#meter-reader-check-seconds", "600");
    await page.click("#meter-reader-check");
    await page.click("#meter-reader-check-cancel");
    await page.waitForFunction(() =>
      /cancelled/.test(document.querySelector("#meter-reader-check-progress")?.textContent ?? ""),
    );
  });

  it("closes without an error in the page", async () => {
    await page.click("#node-dialog-ok");
    await page.waitForSelector("#meter-reader-check", { state: "detached" });
    // The login asks before there is a session, and the editor for news from outside.
    assert.deepEqual(
      errors.filter((error) => !error.startsWith("Failed to load resource")),
      [],
    );
  });
});
