import type { Node, NodeAPI, NodeDef } from "node-red";
import { EnergyError, toEnergyError } from "../lib/contract/error";
import type { Interval } from "../lib/contract/messages";
import { assertSchema, parseMessage } from "../lib/contract/validate";
import type { SiteNode } from "../lib/red/handles";
import { nodeTools } from "../lib/red/node-tools";
import { problemBoard } from "../lib/red/problems";
import { storeOf } from "../lib/red/store-of";
import { errorText, languages } from "../lib/red/text";
import { noCosts } from "../lib/site/cost-model";
import { type Overview, PlantNow, type ReaderView } from "../lib/site/overview";
import { powerCurve } from "../lib/site/power-curve";
import type { SiteModel } from "../lib/site/site-model";
import { allIntervals } from "../lib/store/all-intervals";

interface PlantOverviewDef extends NodeDef {
  site: string;
  /** Where this month and this shift are read from at the start; empty: they begin with the start. */
  store: string;
}

const noSite: SiteModel = {
  id: "-",
  name: "",
  timeZone: "UTC",
  currency: "EUR",
  departments: [],
  machines: [],
  buses: [],
  calendars: [],
  meters: [],
  rules: [],
  recipients: [],
  ...noCosts,
  exports: [],
};

const everyMs = 1_000;
const curveStepMs = 15 * 60_000;
const historySchema = { type: "array", maxItems: 100_000, items: { type: "object" } } as const;

/** The text of an error in every language: the browser chooses. */
const textsOf = (error: Pick<EnergyError, "code" | "params">): Record<string, string> =>
  Object.fromEntries(languages.map((language) => [language, errorText(error, language)]));

/**
 * Readings and intervals in; what a dashboard shows out. Output 1: the plant as it is now, at most once
 * a second and only where something changed. Output 2: the power curve of an array of intervals.
 */
export default function (RED: NodeAPI): void {
  function PlantOverview(this: Node, config: PlantOverviewDef): void {
    RED.nodes.createNode(this, config);
    const tools = nodeTools(RED, this);
    const siteNode = RED.nodes.getNode(config.site) as SiteNode | null;
    if (!siteNode) {
      tools.status("config-error");
      tools.raise("", new EnergyError("NODE_UNCONFIGURED", { place: "site" }));
      this.on("input", (_msg, _send, done) => done());
      return;
    }
    // Without a usable model the dashboard still says what is wrong with it.
    const site = siteNode.model ?? noSite;
    const plant = new PlantNow(site);

    const readers = (): Map<string, ReaderView> =>
      new Map(
        [...siteNode.meterStates].map(([meter, { state, error }]) => [
          meter,
          { state, ...(error && { error: textsOf(error) }) },
        ]),
      );
    const problems = () =>
      problemBoard()
        .list()
        .map(({ node, subject, level, code, params, since }) => {
          return { node, subject, level, since, text: textsOf({ code, params }) };
        });

    let sent = "";
    const tick = (): void => {
      const overview = plant.overview(readers(), Date.now());
      const payload = { ...overview, problems: problems() };
      const content = JSON.stringify({ ...payload, at: 0 });
      if (content === sent) return;
      sent = content;
      this.send([{ topic: `${site.id}/-/overview`, payload }, null]);
      showMeters(overview);
    };
    const showMeters = ({ meters }: Overview): void => {
      const online = meters.filter(({ state }) => state === "online").length;
      const wrong = meters.filter(({ state }) => state === "failing" || state === "stale").length;
      if (!siteNode.model) tools.status("no-site");
      else if (online === 0 && wrong === 0) tools.status("waiting");
      else if (online === 0) tools.status("all-failing");
      else if (wrong > 0) tools.status("some-failing", { failing: wrong, all: meters.length });
      else tools.status("reading", { good: online });
    };
    let closed = false;
    const readPast = async (): Promise<void> => {
      const store = storeOf(RED, config.store);
      for (const query of plant.past(Date.now())) {
        for await (const interval of allIntervals(store, query)) {
          if (closed) return;
          plant.take(interval);
        }
      }
    };
    if (config.store) {
      readPast().catch((error) => tools.raise("past", toEnergyError(error), "warning"));
    }
    const timer = setInterval(tick, everyMs);

    this.on("input", (msg, send, done) => {
      try {
        if (Array.isArray(msg.payload)) {
          assertSchema(historySchema, msg.payload, "MESSAGE_INVALID");
          const intervals = msg.payload.map(parseMessage).filter((item): item is Interval => item.kind === "interval");
          send([
            null,
            { ...msg, topic: `${site.id}/-/power-curve`, payload: powerCurve(site, intervals, curveStepMs) },
          ]);
        } else {
          const message = parseMessage(msg.payload);
          if (message.kind === "reading" || message.kind === "interval") plant.take(message);
        }
        done();
      } catch (error) {
        done(tools.forDone(error));
      }
    });
    this.on("close", (done: () => void) => {
      closed = true;
      clearInterval(timer);
      done();
    });
    tools.status("waiting");
  }

  RED.nodes.registerType("plant-overview", PlantOverview);
}
