import type { NodeAPI } from "node-red";
import { EnergyError } from "../contract/error";
import { inlineSite } from "../erp/export-config";
import type { ExportData, PostingsOf } from "../erp/export-data";
import type { ExportProfile } from "../erp/export-profile";
import { bareSite, type ExportSite, exportSite } from "../erp/export-site";
import { exportNamed, exportWritten } from "../erp/known-exports";
import type { KeptStates } from "../erp/ledger";
import { statesInMemory } from "../erp/states-in-memory";
import { storeData } from "../erp/store-data";
import { costsOfPeriod } from "../io/costs/costs-desk";
import type { SiteModel } from "../site/site-model";
import type { SiteNode, StoreNode } from "./handles";
import { storeOf } from "./store-of";

/** The part of a node's properties that says what it exports, from where. */
export interface ExportSourceDef {
  readonly site?: string;
  readonly store?: string;
  /** Id of an export of the site, of a ready one, or `own`. */
  readonly profile?: string;
  /** The profile as JSON, where it is `own`. */
  readonly definition?: string;
  readonly siteId?: string;
  readonly timeZone?: string;
  readonly currency?: string;
}

/** What exports are made from, by the config nodes that a node names. */
export interface ExportSource {
  readonly site: ExportSite;
  /** Absent without a journal: then only rows that come in messages can be exported. */
  readonly data?: ExportData;
  readonly states: KeptStates;
  /** The profile of this id; without one the node's own. Throws EXPORT_UNKNOWN or CONFIG_INVALID. */
  profile(id?: string): ExportProfile;
}

/** Throws NODE_UNCONFIGURED, CONFIG_INVALID, or why the site model or the journal cannot be used. */
export function exportSource(RED: NodeAPI, def: ExportSourceDef): ExportSource {
  const model = def.site ? modelOf(RED, def.site) : undefined;
  const store = def.store ? storeOf(RED, def.store) : undefined;
  const inline = inlineSite({ siteId: def.siteId ?? "", timeZone: def.timeZone ?? "", currency: def.currency ?? "" });
  const data = store && storeData(store, model && postingsOf(model, fileOf(RED, def.store)));
  return {
    site: model ? exportSite(model) : bareSite(inline.id, inline.timeZone, inline.currency),
    ...(data && { data }),
    states: store ?? statesInMemory(),
    profile(id = def.profile) {
      if (!id) throw new EnergyError("NODE_UNCONFIGURED", { place: "profile" });
      return id === "own" ? exportWritten(def.definition ?? "") : exportNamed(id, model?.exports ?? []);
    },
  };
}

/** The bills of the site's supplies, by cost centre; none where it has no supply. */
function postingsOf(model: SiteModel, journal: string | undefined): PostingsOf | undefined {
  if (model.supplies.length === 0 || journal === undefined) return undefined;
  return async (period) => {
    const { bills, postings } = await costsOfPeriod(model, journal, period, Date.now());
    return { postings, provisional: bills.some((bill) => bill.provisional === true) };
  };
}

const fileOf = (RED: NodeAPI, id: string | undefined): string | undefined =>
  id === undefined ? undefined : (RED.nodes.getNode(id) as StoreNode | null)?.file;

function modelOf(RED: NodeAPI, id: string): SiteModel {
  const node = RED.nodes.getNode(id) as SiteNode | null;
  if (!node?.model) throw node?.problem ?? new EnergyError("NODE_UNCONFIGURED", { place: "site" });
  return node.model;
}
