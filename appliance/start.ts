import { existsSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EnergyError } from "../lib/contract/error";
import { unreadable } from "../lib/red/auth/api-gate";
import { dashboardPath } from "../lib/red/auth/dashboard-gate";
import { guardSockets } from "../lib/red/auth/socket-gate";
import { version } from "../lib/red/version";
import { type Address, addressFrom, answersHealth, assertFree, baseUrl, freePort, isLoopback } from "./address";
import { adminName, type Gateway, type Generated, openGateway } from "./gateway";
import { packageFolder } from "./home";
import { hostPackage } from "./host";
import { gatewayLogging } from "./log";
import { shipFlows } from "./shipped-flows";
import { type WelcomeLine, welcome } from "./welcome";

const defaultDemoPort = 15_020;
const startWithinMs = 60_000;
const stopWithinMs = 8_000;

/** Runs the gateway until a signal ends it, or the program that started it is gone. */
export async function startCommand(): Promise<number | undefined> {
  const address = addressFrom(process.env);
  await assertFree(address);
  const nodeRed = hostPackage("node-red");
  // Whatever is written from now on is for this user alone.
  process.umask(0o077);
  const gateway = openGateway();
  const generated = gateway.takeGenerated();
  console.log(`▸ Energy Gateway ${version} starts …`);
  const hints = await prepare(gateway, address);
  stopWithParent();
  runNodeRed(nodeRed, gateway);
  await untilItAnswers(address);
  console.log(welcome(linesOf(gateway, generated, address), hints));
  return undefined;
}

/** Flows and demo plant; gives what the user should know about them. */
async function prepare({ home }: Gateway, address: Address): Promise<string[]> {
  const hints: string[] = [];
  const flows = shipFlows(join(packageFolder, "flows"), home);
  if (flows === "kept") hints.push("Your own flows are kept; the shipped ones are used where there is no flows.json.");
  if (!existsSync(join(home, "site.json"))) {
    process.env.ENERGY_DEMO_PORT ??= String(await freePort(defaultDemoPort));
    hints.push("This is a demo plant. Describe yours in site.json in the data folder, then start again.");
  }
  if (!isLoopback(address.host)) {
    hints.push("Reachable from the network without TLS: put a proxy with TLS in front (docs/security.md).");
  }
  return hints;
}

interface NodeRed {
  readonly server: Server | undefined;
  readonly httpAdmin: { use(handler: typeof unreadable): void };
}

/** Node-RED's own command line, in this process: it serves, stops on signals and ends the process. */
function runNodeRed(folder: string, gateway: Gateway): void {
  const settingsFile = join(packageFolder, "settings.js");
  Object.assign(require(settingsFile) as object, { logging: gatewayLogging(join(gateway.home, "gateway.log")) });
  process.argv = [process.execPath, join(folder, "red.js"), "--settings", settingsFile, "--userDir", gateway.home];
  require(join(folder, "red.js"));
  // It makes its server in a microtask and listens much later, after the flows have started.
  setImmediate(() => {
    const { server, httpAdmin } = require(join(folder, "lib", "red.js")) as NodeRed;
    httpAdmin.use(unreadable);
    if (!server) throw new EnergyError("INTERNAL", { detail: "Node-RED has no HTTP server" });
    guardSockets(server, gateway.gatekeeper);
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => setTimeout(() => process.exit(1), stopWithinMs).unref());
  }
}

/** `npm start` runs us with a channel: when it closes, nobody waits for us any more. */
function stopWithParent(): void {
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
}

async function untilItAnswers(address: Address): Promise<void> {
  const latest = performance.now() + startWithinMs;
  while (!(await answersHealth(address))) {
    if (performance.now() > latest) {
      console.error(
        "warning: /health does not answer. Does a flow still serve it? gateway.log in the data folder says more.",
      );
      return;
    }
    await sleep(100);
  }
}

function linesOf({ home, gatekeeper }: Gateway, generated: Generated, address: Address): WelcomeLine[] {
  const base = baseUrl(address);
  const lines: WelcomeLine[] = [
    ["Dashboard", `${base}${dashboardPath}?token=${gatekeeper.issueToken(adminName)}`],
    ["", "(this link logs you in, once)"],
    ["Flow editor", `${base}/`],
  ];
  if (generated.password) lines.push(["User", `${adminName}, password ${generated.password} (shown only now)`]);
  else lines.push(["User", adminName]);
  if (generated.apiKey) lines.push(["API key", `${generated.apiKey} (shown only now)`]);
  return [...lines, ["Data", home]];
}
