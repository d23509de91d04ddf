import type { IncomingHttpHeaders } from "node:http";
import { exportHeaders, isKnown } from "../api/export-answer";
import { operations } from "../api/operations";
import { bad, type ParameterValues, parseParameters } from "../api/parameters";
import { problemMediaType, problemOf } from "../api/problem";
import { EnergyError, toEnergyError } from "../contract/error";
import { draftOf } from "../erp/draft";
import { type ExportPeriod, periodBefore } from "../erp/export-period";
import { breather } from "../io/erp/breathe";
import { fetched } from "../io/erp/exporter";
import { sha256 } from "../io/erp/sha256";
import type { ExportSource } from "./export-source";
import { errorText, languageOf } from "./text";

/** The message of an `http in` node. */
export interface RequestMessage {
  readonly payload?: unknown;
  readonly req: { readonly headers?: IncomingHttpHeaders; readonly params?: Readonly<Record<string, string>> };
}

interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: unknown;
}

/** What `http response` sends: the file, that it has not changed, or a problem in the caller's language. */
export async function answerOf(source: ExportSource, msg: RequestMessage, usual: string): Promise<HttpAnswer> {
  const { headers = {}, params } = msg.req;
  const ifNoneMatch = headers["if-none-match"];
  const request = {
    query: typeof msg.payload === "object" && msg.payload !== null ? (msg.payload as Record<string, unknown>) : {},
    ...(params?.profile !== undefined && { profile: params.profile }),
    ...(ifNoneMatch !== undefined && { ifNoneMatch }),
  };
  try {
    return await pulled(source, request, Date.now());
  } catch (thrown) {
    const error = toEnergyError(thrown);
    const problem = problemOf(error, errorText(error, languageOf(headers["accept-language"] ?? usual)));
    const own = { "content-type": problemMediaType, "cache-control": "no-store" };
    return { statusCode: problem.status, headers: own, payload: problem };
  }
}

/** A request for a document: `GET /api/export/{profile}?from=&to=`. */
interface PullRequest {
  readonly profile?: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly ifNoneMatch?: string;
}

interface PullAnswer {
  readonly statusCode: 200 | 304;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Buffer | "";
}

/** The file for whoever fetches it, or that it has not changed. Rejects with the error to answer instead. */
async function pulled(source: ExportSource, request: PullRequest, now: number): Promise<PullAnswer> {
  const { site, data, states } = source;
  const profile = profileOf(source, request.profile);
  const values = parseParameters(operations.export, request.query, site.timeZone);
  const period = periodOf(values, site.timeZone, now);
  if (!data) throw new EnergyError("NODE_UNCONFIGURED", { place: "store" });
  const draft = await draftOf(profile, site, data, period, now, breather());
  const reverses = values.reverses as number | undefined;
  const shipment = await fetched(states, draft, now, reverses);
  if (!shipment) throw new EnergyError("API_NOT_FOUND", { what: "version", id: `${draft.head.id}/${reverses}` });
  const headers = exportHeaders(shipment, sha256(shipment.body));
  if (isKnown(request.ifNoneMatch, headers.etag)) return { statusCode: 304, headers, payload: "" };
  return { statusCode: 200, headers, payload: Buffer.from(shipment.body) };
}

function periodOf({ from, to }: ParameterValues, timeZone: string, now: number): ExportPeriod {
  if (from === undefined && to === undefined) return periodBefore(now, "month", timeZone);
  if (typeof from !== "number") throw bad("from", "is required");
  if (typeof to !== "number") throw bad("to", "is required");
  if (from >= to) throw bad("to", "must be after from");
  return { from, to };
}

function profileOf(source: ExportSource, id: string | undefined) {
  try {
    return source.profile(id);
  } catch (error) {
    if (!(error instanceof EnergyError) || error.code !== "EXPORT_UNKNOWN") throw error;
    throw new EnergyError("API_NOT_FOUND", { what: "export", id: id ?? "" }, { cause: error });
  }
}
