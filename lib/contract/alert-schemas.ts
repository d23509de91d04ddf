import { alertChanges, channels } from "./alerts";
import { conditionSchema, idSchema, ruleNameSchema, severitySchema, timeSchema, versionSchema } from "./schema-parts";

const alertIdSchema = { type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9_.~-]{0,199}$" } as const;
const nameSchema = { type: "string", minLength: 1, maxLength: 100 } as const;
const noteSchema = { type: "string", maxLength: 500 } as const;
const handled = { by: nameSchema, at: timeSchema, note: noteSchema } as const;

export const alertSchema = {
  type: "object",
  required: ["kind", "id", "site", "condition", "state", "change", "at", "version", "raised", "step"],
  additionalProperties: false,
  properties: {
    kind: { const: "alert" },
    id: alertIdSchema,
    site: idSchema,
    condition: conditionSchema,
    state: { enum: ["raised", "acknowledged", "cleared"] },
    change: { enum: alertChanges },
    at: timeSchema,
    version: versionSchema,
    raised: timeSchema,
    step: { type: "integer", minimum: 0, maximum: 1000 },
    acknowledged: { type: "object", required: ["by", "at"], additionalProperties: false, properties: handled },
    shelved: {
      type: "object",
      required: ["by", "at", "until"],
      additionalProperties: false,
      properties: { ...handled, until: timeSchema },
    },
    suppressedBy: idSchema,
    cleared: timeSchema,
  },
} as const;

export const alertCommandSchema = {
  type: "object",
  required: ["kind", "site", "alert", "command", "by", "at"],
  additionalProperties: false,
  properties: {
    kind: { const: "alert-command" },
    site: idSchema,
    alert: alertIdSchema,
    command: { enum: ["acknowledge", "shelve", "unshelve", "clear"] },
    ...handled,
    until: timeSchema,
  },
  if: { properties: { command: { const: "shelve" } } },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required: ["until"] },
} as const;

const channelSchema = { enum: channels } as const;

export const notificationSchema = {
  type: "object",
  required: ["kind", "id", "number", "site", "recipient", "reason", "severity", "alert", "at", "due", "expires"],
  additionalProperties: false,
  properties: {
    kind: { const: "notification" },
    id: alertIdSchema,
    number: versionSchema,
    site: idSchema,
    recipient: idSchema,
    reason: { enum: ["raised", "severity", "escalated", "repeated", "cleared"] },
    severity: severitySchema,
    alert: alertSchema,
    at: timeSchema,
    due: timeSchema,
    expires: timeSchema,
    bundle: { type: "string", minLength: 1, maxLength: 200 },
    channels: { type: "array", minItems: 1, maxItems: channels.length, uniqueItems: true, items: channelSchema },
  },
} as const;

export const deliverySchema = {
  type: "object",
  required: [
    "kind",
    "site",
    "notification",
    "alert",
    "rule",
    "recipient",
    "channel",
    "state",
    "at",
    "attempts",
    "answer",
    "version",
  ],
  additionalProperties: false,
  properties: {
    kind: { const: "delivery" },
    site: idSchema,
    notification: alertIdSchema,
    alert: alertIdSchema,
    meter: idSchema,
    machine: idSchema,
    bus: idSchema,
    rule: ruleNameSchema,
    recipient: idSchema,
    channel: channelSchema,
    state: { enum: ["delivered", "failed", "refused", "expired"] },
    at: timeSchema,
    attempts: versionSchema,
    answer: { type: "string", maxLength: 500 },
    version: versionSchema,
  },
} as const;
