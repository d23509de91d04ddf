import { type Scope, scopeFor } from "../auth/scopes";
import { idSchema } from "../contract/schemas";
import { bearerKinds } from "../costing/bearers";
import { gridSteps } from "../metering/grid";
import { reportMediaTypes } from "../report/report-format";
import { reportSchema } from "../report/report-schema";
import { checkBodySchema, checkViewSchema } from "./check-answer";
import { costsSchema } from "./costs-schema";
import { exportDocumentSchema, exportFile } from "./export-answer";
import { acceptedSchema, failuresSchema, readingsInSchema } from "./ingest-schemas";
import {
  completenessSchema,
  deviceSchema,
  healthSchema,
  intervalViewSchema,
  openApiSchema,
  readingViewSchema,
} from "./view-schemas";

export const operationIds = [
  "health",
  "openapi",
  "devices",
  "readings",
  "intervals",
  "completeness",
  "costs",
  "report",
  "ingest",
  "check",
] as const;
export type OperationId = (typeof operationIds)[number];
/** With those that other nodes answer: `export` is `erp-export`'s. */
export type DescribedId = OperationId | "export";

/** How a query parameter's text becomes a value: `time` is ISO 8601 in and ms UTC inside. */
export type ParameterType = "text" | "time" | "count";

export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly description: string;
  /** Of the value, as the description shows it. */
  readonly schema: object;
  /** Absent: in the query. */
  readonly in?: "path";
}

export interface Operation {
  readonly id: DescribedId;
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Undefined: open to everybody. */
  readonly scope: Scope | undefined;
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  /** Of what is sent in; absent where nothing is. */
  readonly body?: { readonly name: string; readonly schema: object; readonly optional?: boolean };
  /** Answered by 201 where something new was stored. */
  readonly stores?: boolean;
  /** What can go wrong besides what can with every operation, by status. */
  readonly failures?: readonly (readonly [status: number, description: string])[];
  /** Of a 400 that says more than a problem does. */
  readonly refusal?: { readonly name: string; readonly schema: object };
  /** Of the answer, or of one item where the answer is a page. */
  readonly answer: { readonly name: string; readonly schema: object; readonly page: boolean };
  /** Of an answer that is a file, its media types and headers; `answer` is then its JSON form. */
  readonly file?: { readonly mediaTypes: readonly string[]; readonly headers: Readonly<Record<string, string>> };
}

const textSchema = { type: "string", minLength: 1, maxLength: 500 } as const;
const timeSchema = { type: "string", format: "date-time" } as const;

export const mostItems = 10_000;
export const defaultItems = 1000;

const periodOf = (usual: string): readonly Parameter[] => [
  {
    name: "from",
    type: "time",
    description: `Begin, included; ${usual} before \`to\` when absent. Without an offset, a time of the site's clock.`,
    schema: timeSchema,
  },
  { name: "to", type: "time", description: "End, excluded; now when absent.", schema: timeSchema },
];

const period = periodOf("one hour");

const paging: readonly Parameter[] = [
  {
    name: "limit",
    type: "count",
    description: "Most items of a page.",
    schema: { type: "integer", minimum: 1, maximum: mostItems, default: defaultItems },
  },
  {
    name: "cursor",
    type: "text",
    description: "`next` of the page before; the other parameters must be the same.",
    schema: textSchema,
  },
];

const meterParameter = (name: string): Parameter => ({
  name,
  type: "text",
  description: "Id of a meter; every meter of the site when absent.",
  schema: idSchema,
});

const get = (operation: Omit<Operation, "method" | "scope">): Operation => ({
  ...operation,
  method: "GET",
  scope: scopeFor("GET", operation.path),
});

/** The HTTP interface as a table: requests are checked by it and the OpenAPI document is made from it. */
export const operations: Readonly<Record<DescribedId, Operation>> = {
  health: get({
    id: "health",
    path: "/health",
    summary: "Whether the gateway works, and what is wrong if it does not",
    parameters: [],
    answer: { name: "Health", schema: healthSchema, page: false },
  }),
  openapi: get({
    id: "openapi",
    path: "/openapi.json",
    summary: "This description",
    parameters: [],
    answer: { name: "OpenApi", schema: openApiSchema, page: false },
  }),
  devices: get({
    id: "devices",
    path: "/api/devices",
    summary: "The meters of the site, their state and their newest values",
    parameters: [],
    answer: { name: "Device", schema: deviceSchema, page: true },
  }),
  readings: get({
    id: "readings",
    path: "/api/readings",
    summary: "Readings of a period, oldest first",
    parameters: [meterParameter("deviceId"), ...period, ...paging],
    answer: { name: "Reading", schema: readingViewSchema, page: true },
  }),
  intervals: get({
    id: "intervals",
    path: "/api/intervals",
    summary: "Consumption by quarter-hour or day, each interval in its newest version",
    parameters: [
      meterParameter("meter"),
      {
        name: "quantity",
        type: "text",
        description: "A quantity such as `active_energy_import`.",
        schema: { type: "string", pattern: "^[a-z][a-z0-9_]{0,63}$" },
      },
      { name: "step", type: "text", description: "Length of the intervals.", schema: { enum: gridSteps } },
      ...period,
      ...paging,
    ],
    answer: { name: "Interval", schema: intervalViewSchema, page: true },
  }),
  completeness: get({
    id: "completeness",
    path: "/api/completeness",
    summary: "How much of a period is measured, estimated and missing, and what no sub-meter sees",
    parameters: [
      ...periodOf("one day"),
      { name: "by", type: "text", description: "For what the shares are given.", schema: { enum: ["meter"] } },
      {
        name: "step",
        type: "text",
        description: "Which intervals are counted: quarter hours up to eight days, days beyond, when absent.",
        schema: { enum: gridSteps },
      },
    ],
    answer: { name: "Completeness", schema: completenessSchema, page: false },
  }),
  costs: get({
    id: "costs",
    path: "/api/costs",
    summary: "What a period costs: the bill of each supply, and who bears it",
    parameters: [
      {
        name: "from",
        type: "time",
        description:
          "Begin, included; that of the month in which `to` lies when absent. Without an offset, a time of the site's clock.",
        schema: timeSchema,
      },
      { name: "to", type: "time", description: "End, excluded; now when absent.", schema: timeSchema },
      {
        name: "by",
        type: "text",
        description: "Among whom the bill is shared; `machine` when absent.",
        schema: { enum: bearerKinds },
      },
    ],
    failures: [[409, "A price or a tariff for a part of the period is missing"]],
    answer: { name: "Costs", schema: costsSchema, page: false },
  }),
  export: get({
    id: "export",
    path: "/api/export/{profile}",
    summary: "A document for the ERP: consumption, readings or postings of a period in the form of an export profile",
    parameters: [
      {
        name: "profile",
        type: "text",
        description: "Id of an export of the site model, or of a ready one such as `generic-csv`.",
        schema: idSchema,
        in: "path",
      },
      {
        name: "from",
        type: "time",
        description: "Begin, included; with `to`. Without both, the last month that is over.",
        schema: timeSchema,
      },
      { name: "to", type: "time", description: "End, excluded.", schema: timeSchema },
      {
        name: "reverses",
        type: "count",
        description: "A version that was fetched before: the document that takes it back instead.",
        schema: { type: "integer", minimum: 1 },
      },
    ],
    failures: [[304, "The caller has this document already (`If-None-Match`)"]],
    answer: { name: "ExportDocument", schema: exportDocumentSchema, page: false },
    file: exportFile,
  }),
  report: get({
    id: "report",
    path: "/api/reports/{report}",
    summary:
      "The report of a month; of the running one what there is so far. With an ETag: ask again with If-None-Match",
    parameters: [
      {
        name: "report",
        type: "text",
        in: "path",
        description: "Month and form, such as `2026-10.pdf`.",
        schema: { type: "string", pattern: "^\\d{4}-(0[1-9]|1[0-2])\\.(json|csv|xlsx|pdf)$" },
      },
      {
        name: "locale",
        type: "text",
        description: "Language, and with it the form of numbers in CSV; as Accept-Language says when absent.",
        schema: { enum: ["de", "en"] },
      },
    ],
    file: {
      mediaTypes: Object.values(reportMediaTypes).filter((type) => type !== reportMediaTypes.json),
      headers: { ETag: "Changes with the report's version and language" },
    },
    answer: { name: "Report", schema: reportSchema, page: false },
  }),
  ingest: {
    id: "ingest",
    method: "POST",
    path: "/api/readings",
    scope: scopeFor("POST", "/api/readings"),
    summary: "Takes readings from elsewhere, one or a list; answered when they are on the disk",
    parameters: [],
    body: { name: "ReadingsIn", schema: readingsInSchema },
    stores: true,
    refusal: { name: "ReadingsRefused", schema: failuresSchema },
    answer: { name: "ReadingsAccepted", schema: acceptedSchema, page: false },
  },
  check: {
    id: "check",
    method: "POST",
    path: "/api/devices/{id}/check",
    scope: scopeFor("POST", "/api/devices/{id}/check"),
    summary: "Checks how a meter is connected and set up; answered with the report when it has looked for long enough",
    parameters: [{ ...meterParameter("id"), description: "Id of a meter.", in: "path" }],
    body: { name: "CheckOrder", schema: checkBodySchema, optional: true },
    failures: [
      [409, "The meter is being checked already, or is none that can be"],
      [502, "The meter does not answer"],
    ],
    answer: { name: "CheckReport", schema: checkViewSchema, page: false },
  },
};
