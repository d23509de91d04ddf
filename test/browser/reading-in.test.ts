import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { Appliance, adminPassword } from "../support/appliance.ts";
import { startBrowser, watchedPage } from "../support/browser.ts";
import { gateFlows } from "../support/gate-flows.ts";

const flows = [
  { id: "7ead200000000001", type: "tab", label: "Devices" },
  {
    id: "7ead200000000002",
    type: "reading-in",
    z: "7ead200000000001",
    name: "",
    configVersion: 1,
    source: "inline",
    site: "",
    siteId: "works",
    meter: "",
    format: "generic",
    powerUnit: "W",
    energyUnit: "kWh",
    topic: "",
    devicePath: "id",
    timePath: "",
    timeZone: "",
    mapping: [{ quantity: "water_volume", path: "index.m3", unit: "m³" }],
    output: "each",
    x: 200,
    y: 80,
    wires: [[]],
  },
];

interface Editor {
  readonly RED: {
    nodes: { node(id: string): { mapping: object[]; valid: boolean } };
    editor: { edit(node: object): void };
  };
}

describe("the dialog of reading-in in a browser", function () {
  this.timeout(120_000);
  let browser: Browser;
  let gateway: Appliance;
  let page: Page;
  let errors: readonly string[];

  before(async function () {
    browser = await startBrowser(this);
    gateway = await Appliance.start({ flows: [...gateFlows, ...flows] });
    ({ page, errors } = await watchedPage(browser, { viewport: { width: 1400, height: 1000 } }));
    await page.goto(gateway.base);
    await page.fill("#node-dialog-login-username", "admin");
    await page.fill("#node-dialog-login-password", adminPassword);
    await page.click("#node-dialog-login-submit");
    const ready = (id: string) => Boolean((globalThis as unknown as Editor).RED?.nodes?.node(id));
    await page.waitForFunction(ready, flows[1]?.id as string);
    await page.evaluate((id) => {
      const { RED } = globalThis as unknown as Editor;
      RED.editor.edit(RED.nodes.node(id));
    }, flows[1]?.id as string);
    await page.waitForSelector(".reading-in-path");
  });
  after(async () => {
    await browser?.close();
    await gateway?.dispose();
  });

  it("shows the mapping with the units that fit its quantity", async () => {
    await page.waitForFunction(() => document.querySelectorAll(".reading-in-quantity option").length > 20);
    assert.equal(await page.inputValue(".reading-in-quantity"), "water_volume");
    assert.equal(await page.inputValue(".reading-in-unit"), "m³");
    await page.selectOption(".reading-in-quantity", "water_flow");
    const units = await page.locator(".reading-in-unit option").allTextContents();
    assert.ok(units.includes("L/min") && units.includes("m³/h") && !units.includes("kWh"), units.join());
    await page.selectOption(".reading-in-quantity", "water_volume");
    await page.selectOption(".reading-in-unit", "m³");
  });

  it("tells what a pasted message becomes, and what is wrong with it", async () => {
    await page.fill("#reading-in-preview-payload", '{"id":"w-1","index":{"m3":12.5}}');
    await page.click("#reading-in-preview-try");
    const result = page.locator("#reading-in-preview-result");
    await result.filter({ hasText: '"water_volume": 12500' }).waitFor();
    await page.fill("#reading-in-preview-payload", '{"id":"w-1","index":{"m3":"lots"}}');
    await page.click("#reading-in-preview-try");
    await result.filter({ hasText: '"index.m3"' }).waitFor();
  });

  it("keeps what was entered", async () => {
    await page.click(
      "#node-input-mapping-list >> xpath=ancestor::div[contains(@class,'red-ui-editableList')] >> .red-ui-editableList-addButton",
    );
    await page.locator(".reading-in-quantity").nth(1).selectOption("temperature");
    await page.locator(".reading-in-path").nth(1).fill("t[0]");
    await page.locator(".reading-in-scale").nth(1).fill("0.1");
    await page.click("#node-dialog-ok");
    const node = await page.evaluate((id) => {
      const { mapping, valid } = (globalThis as unknown as Editor).RED.nodes.node(id);
      return { mapping, valid };
    }, flows[1]?.id as string);
    assert.deepEqual(node, {
      mapping: [
        { quantity: "water_volume", path: "index.m3", unit: "m³" },
        { quantity: "temperature", path: "t[0]", unit: "°C", scale: 0.1 },
      ],
      valid: true,
    });
    // Before the login the editor asks in vain, and then for pictures of the world outside.
    assert.deepEqual(
      errors.filter((error) => !error.startsWith("Failed to load resource")),
      [],
    );
  });
});
