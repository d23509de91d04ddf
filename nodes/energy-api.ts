import type { IncomingHttpHeaders } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Node, NodeAPI, NodeDef, NodeMessageInFlow } from "node-red";
import { alertOrderAnswer } from "../lib/api/alert-order";
import { type ApiSources, answerTo } from "../lib/api/answer";
import { checkAnswer } from "../lib/api/check-answer";
import { healthView, type JournalHealth } from "../lib/api/health";
import { ingestAnswer } from "../lib/api/ingest-answer";
import { type OperationId, operationIds, operations } from "../lib/api/operations";
import { parseParameters } from "../lib/api/parameters";
import { problemMediaType, problemOf } from "../lib/api/problem";
import type { Scope } from "../lib/auth/scopes";
import type { CheckReport } from "../lib/contract/check-report";
import { EnergyError, toEnergyError } from "../lib/contract/error";
import type { Condition } from "../lib/contract/messages";
import { costsViewOf } from "../lib/io/costs/costs-desk";
import { profileFor } from "../lib/io/profiles";
import { reportAnswer } from "../lib/io/report/report-answer";
import { withTexts } from "../lib/red/check-text";
import { conditionText, namesIn } from "../lib/red/condition-text";
import type { SiteNode, StoreNode } from "../lib/red/handles";
import { type IngestMessage, ingestOutcomeOf } from "../lib/red/ingest-outcome";
import { nodeTools } from "../lib/red/node-tools";
import { problemBoard } from "../lib/red/problems";
import { errorText, type Language, languageOf } from "../lib/red/text";
import { version } from "../lib/red/version";
import { watchingRequest } from "../lib/red/watching-request";
import type { BusMeter } from "../lib/site/site-model";

interface EnergyApiDef extends NodeDef {
  operation: OperationId;
  site: string;
  store: string;
}

interface ApiMessage extends NodeMessageInFlow, IngestMessage {
  /** Of an `http in` node. */
  req?: {
    headers: IncomingHttpHeaders;
    params?: Readonly<Record<string, string>>;
    /** What the caller's API key may do, where the appliance has looked at it. */
    granted?: readonly Scope[];
  };
  statusCode?: number;
  headers?: Record<string, string>;
}

interface Answer {
  readonly statusCode: number;
  readonly mediaType: string;
  readonly payload: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A journal that does not answer must not keep `/health` from saying so. */
const journalAnswersWithinMs = 3000;

/** Answers the requests of the HTTP interface: `http in` → this → `http response`. */
export default function (RED: NodeAPI): void {
  function EnergyApi(this: Node, config: EnergyApiDef): void {
    RED.nodes.createNode(this, config);
    const tools = nodeTools(RED, this);
    if (!operationIds.includes(config.operation)) {
      tools.raise(
        "",
        new EnergyError("CONFIG_INVALID", { place: "operation", detail: `unknown: ${config.operation}` }),
      );
      tools.status("config-error");
      return;
    }
    const siteNode = () => RED.nodes.getNode(config.site) as SiteNode | null;
    const storeNode = () => RED.nodes.getNode(config.store) as StoreNode | null;
    const sources: Omit<ApiSources, "text" | "conditionText"> = {
      version,
      site: () => usable("site", siteNode(), siteNode()?.model),
      conditions: () => siteNode()?.meterStates ?? new Map(),
      profiled,
      store: () => usable("store", storeNode(), storeNode()?.store),
      costs: (model, now) => costsViewOf(model, usable("store", storeNode(), storeNode()?.file), now),
    };

    const journalHealth = async (): Promise<JournalHealth> => {
      if (!config.store) return { state: "absent" };
      try {
        return { state: "usable", gauges: await soon(sources.store().gauges()) };
      } catch (error) {
        return { state: "unusable", error: toEnergyError(error) };
      }
    };

    const health = async (text: ApiSources["text"]): Promise<Answer> => {
      const { status, body } = healthView({
        version,
        now: Date.now(),
        uptimeSeconds: process.uptime(),
        problems: problemBoard().list(),
        site: siteNode()?.model,
        siteWanted: Boolean(config.site),
        conditions: sources.conditions(),
        journal: await journalHealth(),
        text,
      });
      return { statusCode: status, mediaType: "application/json", payload: body };
    };

    const report = async (msg: ApiMessage, language: Language): Promise<Answer> => {
      const site = sources.site();
      const { locale } = parseParameters(operations.report, queryOf(msg), site.timeZone);
      const journal = usable("store", storeNode(), storeNode()?.file);
      const found = await reportAnswer(
        {
          name: msg.req?.params?.report ?? "",
          language: typeof locale === "string" ? languageOf(locale) : language,
          ifNoneMatch: msg.req?.headers["if-none-match"],
        },
        { site, store: sources.store(), journal },
        Date.now(),
      );
      return { ...found, mediaType: "", payload: found.body };
    };

    const answer = async (msg: ApiMessage): Promise<Answer & { error?: EnergyError }> => {
      const language = languageOf(msg.req?.headers["accept-language"] ?? tools.language);
      const text: ApiSources["text"] = (error) => errorText(error, language);
      try {
        if (config.operation === "health") return await health(text);
        if (config.operation === "ingest") return ingestAnswer(ingestOutcomeOf(msg), text);
        if (config.operation === "check") {
          const told = (report: CheckReport) => withTexts(report, language);
          const checks = () => siteNode()?.checks ?? new Map();
          const payload = await checkAnswer(msg.req?.params?.id ?? "", msg.payload, { ...sources, checks, told });
          return { statusCode: 200, mediaType: "application/json", payload };
        }
        const names = namesIn(siteNode()?.model);
        const ofCondition = (condition: Condition) => conditionText(condition, language, names);
        if (config.operation === "acknowledge" || config.operation === "shelve") {
          const desk = () => usable("alert-manager", siteNode(), siteNode()?.alertDesk);
          const alertSources = { site: sources.site, desk, text: ofCondition };
          const id = msg.req?.params?.id ?? "";
          const payload = await alertOrderAnswer(config.operation, id, msg.payload, alertSources, Date.now());
          return { statusCode: 200, mediaType: "application/json", payload };
        }
        if (config.operation === "report") return await report(msg, language);
        if (config.operation === "watching" || config.operation === "watch") {
          const node = () => usable("site", siteNode(), siteNode() ?? undefined);
          return watchingRequest(config.operation, msg, sources.site, node);
        }
        const payload = await answerTo(
          config.operation,
          queryOf(msg),
          { ...sources, text, conditionText: ofCondition },
          Date.now(),
        );
        return { statusCode: 200, mediaType: "application/json", payload };
      } catch (thrown) {
        const error = toEnergyError(thrown);
        const problem = problemOf(error, text(error));
        return { statusCode: problem.status, mediaType: problemMediaType, payload: problem, error };
      }
    };

    this.on("input", async (msg: ApiMessage, send, done) => {
      const { statusCode, mediaType, payload, headers, error } = await answer(msg);
      const usual = { "content-type": mediaType, "cache-control": "no-store" };
      send({ ...msg, payload, statusCode, headers: headers ? { ...headers } : usual });
      // What the caller did wrong, or a config node already reports, is no trouble of this flow.
      if (error && statusCode === 500) done(tools.forDone(error));
      else done();
    });
    tools.status("ready");
  }

  RED.nodes.registerType("energy-api", EnergyApi);
}

/** The query string as `http in` hands it over for GET; an `inject` may carry the same as an object. */
function queryOf(msg: ApiMessage): Readonly<Record<string, unknown>> {
  const query = msg.payload;
  return typeof query === "object" && query !== null && !Array.isArray(query) ? (query as Record<string, unknown>) : {};
}

function profiled({ id, profile }: BusMeter): readonly string[] {
  try {
    return profileFor(profile, id).registers.map(({ quantity }) => quantity);
  } catch {
    // The reader of this meter reports a profile that is missing or wrong.
    return [];
  }
}

function usable<T>(place: string, node: { readonly problem: EnergyError | undefined } | null, part: T | undefined): T {
  if (part !== undefined) return part;
  throw node?.problem ?? new EnergyError("NODE_UNCONFIGURED", { place });
}

async function soon<T>(answer: Promise<T>): Promise<T> {
  const late = sleep(journalAnswersWithinMs, undefined, { ref: false }).then(() => {
    throw new EnergyError("STORE_FAILED", { detail: `no answer within ${journalAnswersWithinMs} ms` });
  });
  // The loser of the race rejects later, when nobody waits for it.
  late.catch(() => undefined);
  return Promise.race([answer, late]);
}
