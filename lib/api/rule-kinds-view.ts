import { ruleKinds } from "../site/rule-kinds";

interface RuleProperty {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly (string | number)[];
  readonly usual?: unknown;
}

interface PropertySchema {
  readonly type?: string;
  readonly const?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly (string | number)[];
}

const bounds = ["minimum", "exclusiveMinimum", "maximum", "enum"] as const;

/** What each kind of rule can say (`kinds` of `watchingSchema`). */
export const ruleKindsView = Object.entries(ruleKinds).map(([rule, { schema, usual }]) => ({
  rule,
  properties: Object.entries(schema.properties)
    .filter(([name]) => name !== "rule")
    .map(([name, property]) => propertyView(name, property, schema.required.includes(name), usual)),
}));

function propertyView(name: string, schema: PropertySchema, required: boolean, usual: object): RuleProperty {
  const value = (usual as Readonly<Record<string, unknown>>)[name];
  return {
    name,
    type: schema.type ?? typeof schema.enum?.[0],
    required,
    ...Object.fromEntries(bounds.filter((bound) => bound in schema).map((bound) => [bound, schema[bound]])),
    ...(value !== undefined && { usual: value }),
  };
}
