import type { Node } from "node-red";
import type { BusConfig } from "../acquire/bus-config";
import type { CheckOrder } from "../commissioning/order";
import type { Alert, AlertCommand } from "../contract/alerts";
import type { CheckReport } from "../contract/check-report";
import type { EnergyError } from "../contract/error";
import type { CheckDesk } from "../io/check-desk";
import type { SiteEdit } from "../io/site-edits";
import type { SiteModel } from "../site/site-model";
import type { WrittenWatching } from "../site/watching";
import type { Store } from "../store/store";

/** What the config nodes offer to the nodes that name them. */

export interface SiteNode extends Node {
  /** Undefined while there is no usable model; `problem` then says why. */
  readonly model: SiteModel | undefined;
  readonly problem: EnergyError | undefined;
  /** Where the model came from: a file, the node's own text, or the demo plant. */
  readonly origin: "file" | "node" | "demo";
  readonly meterStates: MeterStates;
  /** What its readers offer: a commissioning check of each meter that they can read. */
  readonly checks: MeterChecks;
  /** Its alert-manager's, while there is one. */
  alertDesk: AlertDesk | undefined;
  /** What is watched and who is told, as it is written now. Throws SITE_INVALID or SITE_UNREADABLE. */
  written(): WrittenWatching;
  /** Changes what is watched and who is told, in the model's file. Throws SITE_FIXED where the model is no file, and as `editSiteFile`. */
  edit(edit: SiteEdit): SiteModel;
  /** Calls back with each changed model, until the returned function is called. */
  onChanged(listener: (model: SiteModel) => void): () => void;
}

/** Does what a person wants with an alert and gives it as it then stands, durable. Rejects with API_NOT_FOUND, ALERT_CLEARED, MESSAGE_INVALID or STORE_… . */
export type AlertDesk = (command: AlertCommand) => Promise<Alert>;

export interface StoreNode extends Node {
  /** Undefined where it could not be opened; `problem` then says why. */
  readonly store: Store | undefined;
  /** Where it is kept, for what reads it in a thread of its own. */
  readonly file: string | undefined;
  readonly problem: EnergyError | undefined;
}

export interface ReaderNode extends Node {
  /** Undefined where it reads no bus. */
  readonly desk: CheckDesk | undefined;
}

export interface BusNode extends Node {
  readonly bus: BusConfig | undefined;
  readonly problem: EnergyError | undefined;
}

export interface MeterState {
  readonly state: "waiting" | "online" | "failing";
  /** Time of the last good reading, ms UTC. */
  readonly lastSeen?: number;
  readonly error?: EnergyError;
  /** The last of every value, in canonical units: a reading carries only what was due. */
  readonly values?: Readonly<Record<string, number>>;
}

/** What the readers last saw of each meter, for the overview, the API and the watchdog. */
export type MeterStates = Map<string, MeterState>;

/** By meter; each rejects with CHECK_…, PROFILE_…, BUS_… or METER_… . */
export type MeterChecks = Map<string, (order: CheckOrder) => Promise<CheckReport>>;
