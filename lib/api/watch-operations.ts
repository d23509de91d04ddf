import { severitySchema } from "../contract/schema-parts";
import { acknowledgeBodySchema, alertViewSchema, shelveBodySchema } from "./alerts-schema";
import { get, meterParameter, type Parameter, paging, post, put, textSchema, timeSchema } from "./operation";
import { watchBodySchema, watchingSchema } from "./watching-schema";

const alertParameter: Parameter = {
  name: "id",
  type: "text",
  description: "Id of an alert.",
  schema: textSchema,
  in: "path",
};

/** Alerts, what raises them and who is told. */
export const watchOperations = {
  alerts: get({
    id: "alerts",
    path: "/api/alerts",
    summary: "Alerts as they stand now, the latest change first",
    parameters: [
      {
        name: "state",
        type: "text",
        description: "`open`: raised or acknowledged; all when absent.",
        schema: { enum: ["open", "raised", "acknowledged", "cleared"] },
      },
      { name: "severity", type: "text", description: "As it is now; all when absent.", schema: severitySchema },
      meterParameter("meter"),
      {
        name: "from",
        type: "time",
        description:
          "Changed last at this time or later; from the beginning when absent. Without an offset, a time of the site's clock.",
        schema: timeSchema,
      },
      { name: "to", type: "time", description: "Changed last before this time.", schema: timeSchema },
      ...paging,
    ],
    answer: { name: "Alert", schema: alertViewSchema, page: true },
  }),
  acknowledge: post({
    id: "acknowledge",
    path: "/api/alerts/{id}/ack",
    summary: "Somebody takes an alert on: nobody else is told any more",
    parameters: [alertParameter],
    body: { name: "AcknowledgeAlert", schema: acknowledgeBodySchema },
    failures: [
      [404, "There is no such alert"],
      [409, "The alert has been cleared"],
    ],
    answer: { name: "Alert", schema: alertViewSchema, page: false },
  }),
  shelve: post({
    id: "shelve",
    path: "/api/alerts/{id}/shelve",
    summary: "Nobody is told of an alert until a time",
    parameters: [alertParameter],
    body: { name: "ShelveAlert", schema: shelveBodySchema },
    failures: [
      [404, "There is no such alert"],
      [409, "The alert has been cleared"],
    ],
    answer: { name: "Alert", schema: alertViewSchema, page: false },
  }),
  watching: get({
    id: "watching",
    path: "/api/watching",
    summary: "What is watched, and who is told when: the rules, recipients and policies of the site model",
    parameters: [],
    answer: { name: "Watching", schema: watchingSchema, page: false },
  }),
  watch: put({
    id: "watch",
    path: "/api/watching",
    summary: "Changes what is watched and who is told; it holds at once, and every version is kept with who and when",
    parameters: [
      {
        name: "if-match",
        type: "text",
        description: "`etag` of what was changed, or `*`.",
        schema: textSchema,
        in: "header",
      },
    ],
    body: { name: "Watch", schema: watchBodySchema },
    failures: [
      [409, "The site model stands in a node and is changed there"],
      [412, "Somebody else has changed it meanwhile"],
    ],
    answer: { name: "Watching", schema: watchingSchema, page: false },
  }),
} as const;
