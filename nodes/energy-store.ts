import { join } from "node:path";
import type { NodeAPI, NodeDef } from "node-red";
import { EnergyError, toEnergyError } from "../lib/contract/error";
import { assertSchema } from "../lib/contract/validate";
import type { JournalState } from "../lib/io/store/journal-threads";
import { openStore, type StoreLease } from "../lib/io/store/open-store";
import type { StoreNode } from "../lib/red/handles";
import { nodeTools } from "../lib/red/node-tools";
import { DroppedRecords } from "../lib/store/dropped-records";

interface EnergyStoreDef extends NodeDef {
  /** Empty: `$ENERGY_HOME/journal.db`, without it `energy/journal.db` in the user folder of Node-RED. */
  file: string;
  maxAgeDays: number | string;
  maxMegabytes: number | string;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const lookMs = 60_000;
const megabyte = 1_000_000;
const limitsSchema = {
  type: "object",
  properties: {
    maxAgeDays: { type: "number", minimum: 1, maximum: 36_500 },
    maxMegabytes: { type: "number", minimum: 10, maximum: 10_000_000 },
  },
} as const;

/** The journal, for the nodes that name this config node. It is opened in the background and tried again when it fails. */
export default function (RED: NodeAPI): void {
  function EnergyStore(this: StoreNode, config: EnergyStoreDef): void {
    RED.nodes.createNode(this, config);
    const tools = nodeTools(RED, this);
    const node = this as Writable<StoreNode>;

    const home = process.env.ENERGY_HOME ?? join(RED.settings.userDir ?? ".", "energy");
    const file = config.file || join(home, "journal.db");
    const watch = (state: JournalState): void => {
      node.problem = state.state === "failed" ? state.problem : undefined;
      if (state.state === "failed") tools.raise("", state.problem);
      else if (state.notice) tools.raise("", state.notice, "warning");
      else tools.solved("");
    };

    let lease: StoreLease;
    try {
      const sizes = { maxAgeDays: Number(config.maxAgeDays || 400), maxMegabytes: Number(config.maxMegabytes || 2048) };
      assertSchema(limitsSchema, sizes, "CONFIG_INVALID");
      const limits = { maxAgeDays: sizes.maxAgeDays, maxBytes: Math.round(sizes.maxMegabytes * megabyte) };
      lease = openStore(file, limits, watch);
    } catch (error) {
      node.problem = toEnergyError(error);
      tools.raise("", node.problem);
      return;
    }
    node.store = lease.store;
    node.file = file;

    const dropping = new DroppedRecords();
    const look = async (): Promise<void> => {
      const { dropped } = await lease.store.gauges();
      const seen = dropping.look(dropped);
      if (seen === "losing") tools.raise("space", new EnergyError("JOURNAL_FULL", { dropped }), "warning");
      if (seen === "calm") tools.solved("space");
    };
    // A journal that cannot be asked says so itself, through its state.
    const lookQuietly = () => look().catch(() => undefined);
    const timer = setInterval(lookQuietly, lookMs);
    lookQuietly();

    this.on("close", (done: () => void) => {
      clearInterval(timer);
      lease.release().then(done, (error) => {
        this.warn(tools.text(toEnergyError(error)));
        done();
      });
    });
  }

  RED.nodes.registerType("energy-store", EnergyStore);
}
