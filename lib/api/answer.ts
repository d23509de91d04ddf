import { EnergyError, type ErrorCode, type ErrorParams } from "../contract/error";
import { quantityNamed } from "../metering/quantities";
import type { BusMeter, SiteModel } from "../site/site-model";
import type { ReadingsQuery, Store } from "../store/store";
import { alertsView, type ConditionText } from "./alerts";
import { completenessView } from "./completeness";
import type { CostsView } from "./costs";
import { deviceViews, type MeterCondition } from "./devices";
import { intervalsView, type PageView, readingsView } from "./messages-view";
import { openApiDocument } from "./openapi";
import { defaultItems } from "./operation";
import { type OperationId, operations } from "./operations";
import { bad, type ParameterValues, parseParameters } from "./parameters";
import { periodOf } from "./period";

/** Works out `GET /api/costs` from its parameters. */
export type CostsOf = (values: ParameterValues) => Promise<CostsView>;

/** What an answer is made from. The getters throw what makes their part unusable. */
export interface ApiSources {
  site(): SiteModel;
  conditions(): ReadonlyMap<string, MeterCondition>;
  store(): Store;
  /** What a period costs; throws what makes the journal unusable. */
  costs(site: SiteModel, now: number): CostsOf;
  /** The quantities of a meter's profile; none where there is no such profile. */
  profiled(meter: BusMeter): readonly string[];
  readonly version: string;
  text(error: { code: ErrorCode; params: ErrorParams }): string;
  readonly conditionText: ConditionText;
}

/** The body of the answer to a request; rejects with the EnergyError to answer instead. */
export async function answerTo(
  id: Exclude<OperationId, "health" | "ingest" | "check" | "report" | "acknowledge" | "shelve" | "watching" | "watch">,
  query: Readonly<Record<string, unknown>>,
  sources: ApiSources,
  now: number,
): Promise<object> {
  if (id === "openapi") return openApiDocument(sources.version);
  const site = sources.site();
  const values = parseParameters(operations[id], query, site.timeZone);
  switch (id) {
    case "devices":
      return devices(sources, site);
    case "readings":
      return readingsView(await sources.store().readings(queryOf(values, "deviceId", site, now)));
    case "intervals":
      return intervals(values, sources, site, now);
    case "costs":
      return costs(await sources.costs(site, now)(values), sources);
    case "alerts":
      checkMeter(site, values.meter as string | undefined);
      return alertsView(values, site, sources.store(), sources.conditionText);
    case "completeness":
      return completenessView(values, site, sources.store(), sources.conditions(), now);
  }
}

const costs = ({ problems, ...view }: CostsView, { text }: ApiSources): object => ({
  ...view,
  problems: problems.map(({ supply, code, params }) => ({ supply, code, detail: text({ code, params }) })),
});

async function devices(sources: ApiSources, site: SiteModel): Promise<PageView> {
  const latest = await sources.store().latest(site.id);
  const items = deviceViews({
    site,
    conditions: sources.conditions(),
    latest,
    profiled: sources.profiled,
    text: sources.text,
  });
  return { items, next: null };
}

async function intervals(
  values: ParameterValues,
  sources: ApiSources,
  site: SiteModel,
  now: number,
): Promise<PageView> {
  const { quantity, step } = values as { quantity?: string; step?: string };
  if (quantity !== undefined) assertQuantity(quantity);
  const page = await sources.store().intervals({
    ...queryOf(values, "meter", site, now),
    ...(quantity !== undefined && { quantity }),
    ...(step !== undefined && { step }),
  });
  return intervalsView(page);
}

function checkMeter({ meters }: SiteModel, meter: string | undefined): void {
  if (meter === undefined || meters.some(({ id }) => id === meter)) return;
  throw new EnergyError("API_NOT_FOUND", { what: "meter", id: meter });
}

function assertQuantity(name: string): void {
  try {
    quantityNamed(name);
  } catch {
    throw bad("quantity", `names no quantity: ${name}`);
  }
}

function queryOf(values: ParameterValues, meterParameter: string, site: SiteModel, now: number): ReadingsQuery {
  const meter = values[meterParameter] as string | undefined;
  const cursor = values.cursor as string | undefined;
  checkMeter(site, meter);
  return {
    site: site.id,
    ...(meter !== undefined && { meter }),
    ...periodOf(values, now),
    limit: (values.limit ?? defaultItems) as number,
    ...(cursor !== undefined && { cursor }),
  };
}
