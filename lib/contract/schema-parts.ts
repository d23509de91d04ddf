/** What the schemas of the messages have in common. */

/** Ids of sites, meters, machines …: they appear in topics, tags and addresses. */
export const idSchema = { type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$" } as const;

/** A condition's rule: its kind, or `<kind>.<id of the rule>`, where the id alone may have 64 characters. */
export const ruleNameSchema = { type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$" } as const;

/** Milliseconds since the epoch; bounded to what JavaScript dates and SQLite integers hold. */
export const timeSchema = { type: "integer", minimum: 0, maximum: 8_640_000_000_000_000 } as const;
export const severitySchema = { enum: ["notice", "warning", "critical"] } as const;
export const versionSchema = { type: "integer", minimum: 0 } as const;

export const conditionSchema = {
  type: "object",
  required: ["kind", "site", "rule", "active", "severity", "at", "since", "evidence"],
  anyOf: [{ required: ["meter"] }, { required: ["machine"] }, { required: ["bus"] }],
  additionalProperties: false,
  properties: {
    kind: { const: "condition" },
    site: idSchema,
    meter: idSchema,
    machine: idSchema,
    bus: idSchema,
    rule: ruleNameSchema,
    active: { type: "boolean" },
    severity: severitySchema,
    at: timeSchema,
    since: timeSchema,
    value: { type: "number" },
    limit: { type: "number" },
    unit: { type: "string", maxLength: 20 },
    evidence: { type: "object", maxProperties: 50 },
  },
} as const;
