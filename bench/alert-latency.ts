import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Play, type Played, sourceOf } from "./alert/source-node";
import { startNodeRed } from "./modbus/node-red";
import type { Options } from "./run";

const ids = {
  tab: "be10000000000001",
  source: "be10000000000002",
  journal: "be10000000000003",
  monitor: "be10000000000004",
  manager: "be10000000000005",
  notify: "be10000000000006",
  store: "be10000000000007",
} as const;

const warmUpMs = 3000;

/** What reached the receiver: by what it is about, when, ms UTC. */
type Arrivals = Readonly<Record<string, number>>;

/**
 * How long it takes from a reading that crosses a limit to the request that tells of it, through the nodes themselves in one
 * Node-RED: energy-journal, load-monitor, alert-manager, alert-notify, and a receiver in a process of its own. `--rate`
 * 1000 readings a second of `--meters` 50 for `--seconds` 30, `--crossings` 20 of them a second. Beside it a bare POST at the
 * same moments. Those of the first three seconds, in which the code is compiled, stand apart.
 */
export async function run({ rate = 1000, meters = 50, seconds = 30, crossings = 20 }: Options): Promise<object> {
  const receiver = child("receiver");
  const gateway = child("gateway");
  const folder = mkdtempSync(join(tmpdir(), "energy-alert-latency-"));
  try {
    const [port] = (await once(receiver, "message")) as [number];
    gateway.send({
      folder,
      port,
      play: { rate, meters, seconds, crossings, bareUrl: `http://127.0.0.1:${port}/bare` },
    });
    const [sent] = (await once(gateway, "message")) as [Played];
    const arrivals = await settled(receiver, sent);
    return { rate, meters, ...figures(sent, arrivals) };
  } finally {
    receiver.disconnect();
    gateway.kill("SIGKILL");
    await once(gateway, "exit");
    rmSync(folder, { recursive: true, force: true });
  }
}

const child = (role: string): ChildProcess =>
  fork(__filename, [], { env: { ...process.env, ENERGY_BENCH_ROLE: role } });

interface Order {
  readonly folder: string;
  readonly port: number;
  readonly play: Play;
}

/** The gateway's process: Node-RED with the flows. */
function serve(): void {
  process.once("message", async ({ folder, port, play }: Order) => {
    await startNodeRed(["."], flows(folder, port), { "bench-readings": "../alert/source-node" });
    process.send?.(await (await sourceOf()).play(play));
  });
}

function flows(folder: string, port: number): object[] {
  const rules = [{ rule: "limit", quantity: "active_power", above: 100, delaySeconds: 0, endDelaySeconds: 0 }];
  const alerting = { recipients: ["desk"], policies: [{ id: "all", holdSeconds: 0, steps: [{}], tellCleared: false }] };
  const recipients = [{ id: "desk", channels: [{ webhook: `http://127.0.0.1:${port}/alerts` }] }];
  const node = (id: string, type: string, wires: readonly (readonly string[])[], more: object = {}) => {
    return { id, type, z: ids.tab, store: ids.store, wires, ...more };
  };
  return [
    { id: ids.tab, type: "tab", label: "bench" },
    { id: ids.store, type: "energy-store", file: join(folder, "journal.db") },
    node(ids.source, "bench-readings", [[ids.journal]]),
    node(ids.journal, "energy-journal", [[ids.monitor], []]),
    node(ids.monitor, "load-monitor", [[ids.manager], []], { rules: JSON.stringify(rules) }),
    node(ids.manager, "alert-manager", [[], [ids.notify]], { alerting: JSON.stringify(alerting) }),
    node(ids.notify, "alert-notify", [[]], { recipients: JSON.stringify(recipients) }),
  ];
}

/** Waits until nothing more comes. */
async function settled(receiver: ChildProcess, { crossed }: Played): Promise<Arrivals> {
  for (let tries = 0; ; tries++) {
    receiver.send("arrivals");
    const [arrivals] = (await once(receiver, "message")) as [Arrivals];
    const missing = Object.keys(crossed).filter((key) => arrivals[key] === undefined).length;
    if (missing === 0 || tries === 50) return arrivals;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function figures({ crossed, bare }: Played, arrivals: Arrivals): object {
  const warmAt = Math.min(...Object.values(crossed)) + warmUpMs;
  const delaysOf = (sent: Arrivals, isWarm: boolean): number[] =>
    Object.entries(sent)
      .filter(([, at]) => at >= warmAt === isWarm)
      .flatMap(([key, at]) => (arrivals[key] === undefined ? [] : [arrivals[key] - at]));
  const delays = delaysOf(crossed, true);
  const first = delaysOf(crossed, false);
  return {
    crossings: Object.keys(crossed).length,
    told: delays.length + first.length,
    ms: spread(delays),
    firstMs: spread(first),
    bareMs: spread(delaysOf(bare, true)),
  };
}

const spread = (values: readonly number[]): object => ({
  median: share(values, 0.5),
  p99: share(values, 0.99),
  most: share(values, 1),
});

function share(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

/** The receiver's process: notes when what came first. */
function receive(): void {
  const arrivals: Record<string, number> = {};
  const server = createServer((request, response) => {
    const at = Date.now();
    let text = "";
    request.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => {
      const key = request.url === "/bare" ? text : keyOf(text);
      arrivals[key] ??= at;
      response.end("ok");
    });
  });
  server.listen(0, "127.0.0.1", () => process.send?.((server.address() as { port: number }).port));
  process.on("message", () => process.send?.(arrivals));
  process.on("disconnect", () => process.exit(0));
}

function keyOf(text: string): string {
  const { alert } = JSON.parse(text).notifications[0];
  return `${alert.meter} ${Date.parse(alert.since)}`;
}

if (process.env.ENERGY_BENCH_ROLE === "receiver") receive();
if (process.env.ENERGY_BENCH_ROLE === "gateway") serve();
