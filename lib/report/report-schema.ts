import { listedMedia } from "./report-media";

const amount = { type: ["number", "null"] } as const;
const time = { type: "string", format: "date-time" } as const;
const share = { type: "number", minimum: 0, maximum: 1 } as const;
const useRow = {
  type: "object",
  required: ["level", "id", "name", "amount", "before", "lastYear", "share", "basis"],
  properties: {
    level: { enum: ["site", "department", "machine", "unmetered"] },
    id: { type: "string" },
    name: { type: "string" },
    department: { type: ["string", "null"] },
    amount,
    before: { ...amount, description: "Of the same stretch of the month before; null: no data." },
    lastYear: { ...amount, description: "Of the same stretch of this month a year ago; null: no data." },
    share: { type: ["number", "null"] },
    basis: { type: "object", properties: { measured: share, estimated: share, missing: share } },
  },
} as const;

/** What `GET /api/reports/{month}.json` answers (`reportView`). */
export const reportSchema = {
  type: "object",
  required: [
    "site",
    "month",
    "version",
    "from",
    "to",
    "until",
    "madeAt",
    "state",
    "because",
    "completeness",
    "media",
    "load",
    "costs",
    "changes",
  ],
  properties: {
    site: { type: "object" },
    month: { type: "string", pattern: "^\\d{4}-\\d{2}$" },
    version: { type: "integer", minimum: 0, description: "Grows when the content changes; 0 while the month runs." },
    from: time,
    to: time,
    until: { ...time, description: "End of what is reported, earlier than `to` while the month runs." },
    madeAt: time,
    state: { enum: ["final", "provisional"] },
    because: { type: "array", items: { enum: ["running", "incomplete"] } },
    completeness: { type: "object", required: ["measured", "estimated", "missing", "limit", "meters"] },
    media: {
      type: "array",
      items: {
        type: "object",
        required: ["medium", "unit", "site", "departments", "machines", "unmetered", "days"],
        properties: {
          medium: { enum: listedMedia },
          unit: { type: "string" },
          site: useRow,
          departments: { type: "array", items: useRow },
          machines: { type: "array", items: useRow },
        },
      },
    },
    load: {
      type: ["object", "null"],
      description: "Peaks, mean days, duration and the quarter-hours of the site's electricity.",
    },
    costs: { type: ["object", "null"], description: "Bills by line and cost centres; null where no tariff is set." },
    changes: { type: "array", description: "What differs from the version before.", items: { type: "object" } },
  },
} as const;
