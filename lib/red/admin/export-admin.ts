import type { NodeAPI } from "node-red";
import { EnergyError } from "../../contract/error";
import { draftOf } from "../../erp/draft";
import { timingOf } from "../../erp/export-config";
import type { Draft, ExportDocument } from "../../erp/export-document";
import { periodFrom } from "../../erp/export-order";
import { type PeriodLength, periodBefore } from "../../erp/export-period";
import { documentOf } from "../../erp/issue";
import { readyProfileIds, readyProfiles } from "../../erp/ready-profiles";
import { sampleData, sampleSite } from "../../erp/sample-data";
import { breather } from "../../io/erp/breathe";
import { documentFile } from "../../io/erp/document-file";
import { readableText } from "../../io/erp/encode-text";
import { type ExportSourceDef, exportSource } from "../export-source";
import type { SiteNode } from "../handles";
import { refusal } from "./replies";

/** Most previews that are made at a time: the button is for people. */
const mostPreviews = 2;
/** As much of a file as a person looks at. */
const linesShown = 30;
const mostLetters = 20_000;

interface PreviewQuestion extends ExportSourceDef {
  readonly period?: PeriodLength;
  /** Dates of the site's calendar; the last whole period without them. */
  readonly from?: string;
  readonly to?: string;
  /** Made-up figures instead of the journal's. */
  readonly sample?: boolean;
}

/** What the dialog of `erp-export` asks: which exports there are, and what one would send. Nothing is issued. */
export function serveExportAdmin(RED: NodeAPI): void {
  const reader = RED.auth.needsPermission("flows.read");
  const root = "/energy-gateway/erp-export";

  RED.httpAdmin.get(`${root}/profiles`, reader, (req, res) => {
    const site = RED.nodes.getNode(String(req.query.site ?? "")) as SiteNode | null;
    const own = (site?.model?.exports ?? []).map(({ id, name }) => ({ id, name: name ?? id }));
    res.json({ site: own, ready: readyProfiles });
  });

  let previews = 0;
  RED.httpAdmin.post(`${root}/preview`, reader, async (req, res) => {
    if (previews >= mostPreviews) {
      res.sendStatus(429);
      return;
    }
    previews += 1;
    try {
      res.json({ ok: true, ...(await previewOf(RED, (req.body ?? {}) as PreviewQuestion)) });
    } catch (thrown) {
      res.json(refusal(RED, thrown));
    } finally {
      previews -= 1;
    }
  });
}

async function previewOf(RED: NodeAPI, question: PreviewQuestion): Promise<object> {
  const draft = question.sample ? await sampleDraft(RED, question) : await journalDraft(RED, question);
  const document: ExportDocument = documentOf(draft, { version: 1, issued: Date.now() });
  const file = await documentFile(draft.profile, document);
  const text = await readableText(file.body, draft.profile.format.encoding);
  const lines = text.split(/\r?\n/);
  return {
    filename: file.filename,
    mediaType: file.mediaType,
    rows: document.entries.length,
    bytes: file.body.byteLength,
    provisional: document.provisional,
    text: lines.slice(0, linesShown).join("\n").slice(0, mostLetters),
    more: Math.max(0, lines.length - linesShown),
  };
}

function journalDraft(RED: NodeAPI, question: PreviewQuestion): Promise<Draft> {
  const { site, data, profile } = exportSource(RED, question);
  const checked = profile();
  if (!data) throw new EnergyError("NODE_UNCONFIGURED", { place: "store" });
  const { length } = timingOf({ ...(question.period && { period: question.period }) });
  const now = Date.now();
  const { from, to } = question;
  const period = from || to ? periodFrom({ from, to }, site.timeZone) : periodBefore(now, length, site.timeZone);
  return draftOf(checked, site, data, period, now, breather());
}

/** Of the profile as it is, on a made-up plant: what a dialog can show before anything is deployed. */
function sampleDraft(RED: NodeAPI, question: PreviewQuestion): Promise<Draft> {
  const { profile: id = "" } = question;
  // Only an export of the site needs the site, which may not be deployed yet.
  const site = id === "own" || readyProfileIds.includes(id) ? "" : (question.site ?? "");
  const profile = exportSource(RED, { ...question, site, store: "" }).profile();
  const { meters: _meters, quantities: _quantities, ...anyMeter } = profile;
  const now = Date.now();
  const period = periodBefore(now, "month", sampleSite.timeZone);
  return draftOf(anyMeter, sampleSite, sampleData, period, now, breather());
}
