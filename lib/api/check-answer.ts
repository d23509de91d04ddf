import { type CheckOrder, checkOrderSchema, parseOrder } from "../commissioning/order";
import type { CheckReport } from "../contract/check-report";
import { EnergyError } from "../contract/error";
import { checkReportSchema, findingSchema } from "../contract/schemas";
import { assertSchema } from "../contract/validate";
import type { SiteModel } from "../site/site-model";
import { formatTime } from "./time";

/** Whoever can check a meter, by meter. */
export type Checks = ReadonlyMap<string, (order: CheckOrder) => Promise<CheckReport>>;

/** A request is held open for so long at most; longer checks are started by a message or in the editor. */
const longestHttpSeconds = 60;

const { seconds, ...others } = checkOrderSchema.properties;
export const checkBodySchema = {
  ...checkOrderSchema,
  properties: { seconds: { ...seconds, maximum: longestHttpSeconds }, ...others },
} as const;

const time = { type: "string", format: "date-time" } as const;

export const checkViewSchema = {
  ...checkReportSchema,
  properties: {
    ...checkReportSchema.properties,
    from: time,
    to: time,
    findings: {
      ...checkReportSchema.properties.findings,
      items: { ...findingSchema, required: [...findingSchema.required, "text"] },
    },
  },
} as const;

export interface CheckSources {
  site(): SiteModel;
  checks(): Checks;
  /** With texts in the caller's language. */
  told(report: CheckReport): CheckReport;
}

/** Checks a meter and waits for the report (`checkViewSchema`). `body` may be absent. Rejects with API_NOT_FOUND, MESSAGE_INVALID, CHECK_…, BUS_… or METER_… . */
export async function checkAnswer(id: string, body: unknown, sources: CheckSources): Promise<object> {
  if (!sources.site().meters.some((meter) => meter.id === id)) {
    throw new EnergyError("API_NOT_FOUND", { what: "meter", id: id.slice(0, 64) });
  }
  const asked = body === undefined || body === "" ? {} : body;
  assertSchema(checkBodySchema, asked, "MESSAGE_INVALID");
  const check = sources.checks().get(id);
  if (!check) throw new EnergyError("CHECK_IMPOSSIBLE", { meter: id });
  const report = sources.told(await check(parseOrder(asked as object)));
  return { ...report, from: formatTime(report.from), to: formatTime(report.to) };
}
