const text = { type: "string" } as const;
const entries = (maxItems: number, description: string) =>
  ({ type: "array", maxItems, items: { type: "object" }, description }) as const;

const parts = {
  rules: entries(20_000, "Entries of `rules` of the site model; `kinds` says what each may hold."),
  recipients: entries(1000, "Entries of `recipients`. An address that stands masked is kept as it is."),
  alerting: {
    type: "object",
    additionalProperties: false,
    properties: {
      policies: entries(200, "Who is told of what; the first that matches counts."),
      maintenance: entries(1000, "While one lasts nobody is told of what happens there."),
    },
  },
} as const;

/** What is changed; a part that is left out stays. */
export const watchBodySchema = {
  type: "object",
  required: ["by"],
  additionalProperties: false,
  properties: { by: { type: "string", minLength: 1, maxLength: 100, pattern: "\\S", description: "a name" }, ...parts },
} as const;

const named = (properties: object) =>
  ({ type: "array", items: { type: "object", required: Object.keys(properties), properties } }) as const;

const places = named({ id: text, name: text });

const propertySchema = {
  type: "object",
  required: ["name", "type", "required"],
  additionalProperties: false,
  properties: {
    name: text,
    type: { enum: ["number", "integer", "string", "boolean", "array", "object"] },
    required: { type: "boolean" },
    minimum: { type: "number" },
    exclusiveMinimum: { type: "number" },
    maximum: { type: "number" },
    enum: { type: "array", items: { type: ["string", "number"] } },
    usual: { type: ["string", "number", "boolean"], description: "What holds where a rule does not say." },
  },
} as const;

export const watchingSchema = {
  type: "object",
  required: ["etag", ...Object.keys(parts), "timeZone", "kinds", "places", "quantities"],
  additionalProperties: false,
  properties: {
    etag: { ...text, description: "Of the three parts together; a change names it in `If-Match`." },
    ...parts,
    timeZone: { ...text, description: "In which times without an offset are." },
    kinds: named({ rule: text, properties: { type: "array", items: propertySchema } }),
    places: {
      type: "object",
      properties: { meters: places, machines: places, departments: places, buses: places },
      description: "What rules, policies and maintenance windows can name.",
    },
    quantities: { ...named({ name: text, unit: text }), description: "What a limit can be set for." },
  },
} as const;
