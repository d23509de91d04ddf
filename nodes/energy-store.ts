import { join } from "node:path";
import type { NodeAPI, NodeDef } from "node-red";
import { EnergyError, toEnergyError } from "../lib/contract/error";
import type { JournalState } from "../lib/io/store/journal-threads";
import { openStore, type StoreLease } from "../lib/io/store/open-store";
import type { StoreNode } from "../lib/red/handles";
import { nodeTools } from "../lib/red/node-tools";

interface EnergyStoreDef extends NodeDef {
  /** Empty: `journal.db` in `$ENERGY_HOME`, else in `energy/` of Node-RED's user folder. */
  file: string;
  maxAgeDays: number | string;
  maxMegabytes: number | string;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const defaults = { maxAgeDays: 400, maxMegabytes: 2048 } as const;
const gaugesEveryMs = 60_000;

/** The journal, for the nodes that name this config node. Nodes that name the same file share it. */
export default function (RED: NodeAPI): void {
  function EnergyStore(this: StoreNode, config: EnergyStoreDef): void {
    RED.nodes.createNode(this, config);
    const tools = nodeTools(RED, this);
    const node = this as Writable<StoreNode>;
    let lease: StoreLease;
    try {
      lease = openStore(fileOf(RED, config), limitsOf(config), (state) => show(state));
    } catch (thrown) {
      node.problem = toEnergyError(thrown);
      tools.raise("", node.problem);
      return;
    }
    node.store = lease.store;

    const show = (state: JournalState): void => {
      if (state.state === "failed") {
        node.problem = state.problem;
        tools.raise("", state.problem);
        return;
      }
      node.problem = undefined;
      if (state.notice) tools.raise("", state.notice, "warning");
      else tools.solved("");
    };

    let dropped = 0;
    const watch = async (): Promise<void> => {
      const gauges = await lease.store.gauges();
      if (gauges.dropped > dropped) tools.raise("limit", new EnergyError("JOURNAL_FULL", { dropped: gauges.dropped }));
      dropped = gauges.dropped;
    };
    // While the journal has failed, `show` has said why.
    const timer = setInterval(() => watch().catch(() => undefined), gaugesEveryMs);

    this.on("close", (done: () => void) => {
      clearInterval(timer);
      lease
        .release()
        .catch((error) => this.warn(tools.text(toEnergyError(error))))
        .finally(done);
    });
  }

  RED.nodes.registerType("energy-store", EnergyStore);
}

function fileOf(RED: NodeAPI, { file }: EnergyStoreDef): string {
  const userFolder = RED.settings.userDir ?? ".";
  const home = process.env.ENERGY_HOME ?? join(userFolder, "energy");
  return file ? join(file.startsWith("/") ? "" : home, file) : join(home, "journal.db");
}

function limitsOf(config: EnergyStoreDef): { maxAgeDays: number; maxBytes: number } {
  const limit = (name: keyof typeof defaults, least: number): number => {
    const value = config[name] === undefined || config[name] === "" ? defaults[name] : Number(config[name]);
    if (value >= least) return value;
    throw new EnergyError("CONFIG_INVALID", { place: name, detail: `must be at least ${least}` });
  };
  return { maxAgeDays: limit("maxAgeDays", 1), maxBytes: limit("maxMegabytes", 16) * 1_000_000 };
}
