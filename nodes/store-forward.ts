import type { Node, NodeAPI, NodeDef } from "node-red";
import { EnergyError, toEnergyError } from "../lib/contract/error";
import { type InfluxConfig, type InfluxSettings, parseInflux } from "../lib/deliver/influx-config";
import { Forwarder, type ForwarderState } from "../lib/io/forwarder";
import { InfluxV1Target } from "../lib/io/targets/influx-v1";
import { InfluxV2Target } from "../lib/io/targets/influx-v2";
import { nodeTools } from "../lib/red/node-tools";
import { storeOf } from "../lib/red/store-of";
import type { StartAt, Store } from "../lib/store/store";

interface StoreForwardDef extends NodeDef {
  store: string;
  /** `environment`: the variables INFLUX_…; else what stands in this node. */
  target: "environment" | "influxdb1" | "influxdb2";
  url: string;
  database: string;
  org: string;
  bucket: string;
  /** Where a target that was never open begins. */
  from: StartAt;
}

interface Credentials {
  readonly username?: unknown;
  readonly password?: unknown;
  readonly token?: unknown;
}

const depthEveryMs = 5_000;

/** Delivers the journal to a target by its own cursor. It needs no messages. */
export default function (RED: NodeAPI): void {
  function StoreForward(
    this: Node<{ username: unknown; password: unknown; token: unknown }>,
    config: StoreForwardDef,
  ): void {
    RED.nodes.createNode(this, config);
    const tools = nodeTools(RED, this);

    let store: Store;
    let influx: InfluxConfig | undefined;
    try {
      influx = parseInflux(settingsOf(config, this.credentials ?? {}));
      if (!influx) {
        if (config.target !== "environment") throw new EnergyError("NODE_UNCONFIGURED", { place: "url" });
        tools.status("no-target");
        return;
      }
      store = storeOf(RED, config.store);
    } catch (thrown) {
      const error = toEnergyError(thrown);
      tools.raise("", error);
      tools.status(error.code === "CONFIG_INVALID" || error.code === "NODE_UNCONFIGURED" ? "config-error" : "no-store");
      return;
    }

    const target = influx.version === 1 ? new InfluxV1Target(influx) : new InfluxV2Target(influx);
    let waiting = false;
    const showDepth = async (): Promise<void> => {
      const { targets } = await store.gauges();
      if (waiting) tools.status("backlog", { depth: targets[target.name]?.depth ?? 0 });
    };
    const forwarder = new Forwarder(store, target, {
      changed: (state: ForwarderState) => {
        waiting = state.state === "waiting";
        if (state.state !== "waiting") {
          tools.solved(target.name);
          tools.status(state.state);
          return;
        }
        tools.raise(target.name, state.error);
        tools.status("unreachable");
      },
      refused: (error) => tools.raise(`${target.name} refusals`, error, "warning"),
    });
    const timer = setInterval(() => {
      if (waiting) showDepth().catch((error) => tools.raise("", toEnergyError(error)));
    }, depthEveryMs);

    tools.status("starting");
    const running = forwarder.run(config.from || "beginning");
    this.on("close", (done: () => void) => {
      clearInterval(timer);
      forwarder.close();
      running.then(done);
    });
  }

  RED.nodes.registerType("store-forward", StoreForward, {
    credentials: { username: { type: "text" }, password: { type: "password" }, token: { type: "password" } },
  });
}

function settingsOf(config: StoreForwardDef, credentials: Credentials): InfluxSettings {
  const secret = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
  switch (config.target) {
    case "influxdb1":
      return {
        INFLUX_URL: config.url,
        INFLUX_DATABASE: config.database,
        INFLUX_USERNAME: secret(credentials.username),
        INFLUX_PASSWORD: secret(credentials.password),
      };
    case "influxdb2":
      return {
        INFLUX_URL: config.url,
        INFLUX_ORG: config.org,
        INFLUX_BUCKET: config.bucket,
        INFLUX_TOKEN: secret(credentials.token),
      };
    default:
      return process.env as InfluxSettings;
  }
}
