import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const packageFolder = join(__dirname, "..", "..", "..");

interface Runtime {
  init(server: unknown, settings: object): void;
  start(): Promise<void>;
  readonly runtime: { readonly events: { once(event: string, listener: () => void): void } };
}

/** Node types of the benchmark itself, by type: modules of this folder with a default export, as Node-RED takes them. */
export type OwnNodes = Readonly<Record<string, string>>;

/** Starts Node-RED in this process with these flows and returns when they run. `modules`: what it loads besides its own nodes. */
export async function startNodeRed(modules: readonly string[], flows: readonly object[], own: OwnNodes): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "energy-bench-red-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "nodes"));
  for (const [type, module] of Object.entries(own)) {
    const code = `module.exports = require(${JSON.stringify(join(__dirname, module))});\n`;
    writeFileSync(join(folder, "nodes", `${type}.js`), code);
    writeFileSync(join(folder, "nodes", `${type}.html`), "");
  }
  writeFileSync(join(folder, "flows.json"), JSON.stringify(flows));
  const red = require("node-red") as Runtime;
  red.init(createServer(), {
    userDir: folder,
    flowFile: "flows.json",
    nodesDir: modules.map((name) => (name === "." ? packageFolder : dirname(require.resolve(`${name}/package.json`)))),
    httpAdminRoot: false,
    httpNodeRoot: false,
    credentialSecret: false,
    telemetry: { enabled: false, updateNotification: false },
    externalModules: { autoInstall: false, palette: { allowInstall: false }, modules: { allowInstall: false } },
    logging: { console: { level: "warn", metrics: false, audit: false } },
  });
  const running = new Promise<void>((resolve) => red.runtime.events.once("flows:started", resolve));
  await red.start();
  await running;
}
