import type { Context } from "mocha";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { needProgram } from "./needs.ts";

/** A page and what went wrong in it. */
export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of the console and of scripts. */
  readonly errors: string[];
  /** Requests to anything but this machine. */
  readonly foreign: string[];
}

/** Headless Chromium with a fresh profile; skips the test where it is not installed. */
export function startBrowser(test: Context): Promise<Browser> {
  const quiet = ["gpu", "quic", "background-networking", "component-update", "sync"].map((part) => `--disable-${part}`);
  return chromium.launch({
    executablePath: needProgram(test, "chromium", "chromium"),
    args: ["--headless", "--no-sandbox", "--no-first-run", ...quiet],
  });
}

const ownAddress = /^(?:(?:http|ws):\/\/127\.0\.0\.1:|data:|blob:)/;

export async function watchedPage(browser: Browser, options: BrowserContextOptions): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const errors: string[] = [];
  const foreign: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("request", (request) => {
    if (!ownAddress.test(request.url())) foreign.push(request.url());
  });
  return { page, context, errors, foreign };
}
