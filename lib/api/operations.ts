import { scopeFor } from "../auth/scopes";
import { idSchema } from "../contract/schemas";
import { bearerKinds } from "../costing/bearers";
import { gridSteps } from "../metering/grid";
import { reportMediaTypes } from "../report/report-format";
import { reportSchema } from "../report/report-schema";
import { checkBodySchema, checkViewSchema } from "./check-answer";
import { costsSchema } from "./costs-schema";
import { exportDocumentSchema, exportFile } from "./export-answer";
import { acceptedSchema, failuresSchema, readingsInSchema } from "./ingest-schemas";
import { get, meterParameter, type Operation, type Parameter, paging, timeSchema } from "./operation";
import {
  completenessSchema,
  deviceSchema,
  healthSchema,
  intervalViewSchema,
  openApiSchema,
  readingViewSchema,
} from "./view-schemas";
import { watchOperations } from "./watch-operations";

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
  "alerts",
  "acknowledge",
  "shelve",
  "watching",
  "watch",
] as const;
export type OperationId = (typeof operationIds)[number];
/** With those that other nodes answer: `export` is `erp-export`'s. */
export type DescribedId = OperationId | "export";

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
  ...watchOperations,
};
