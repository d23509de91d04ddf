import { type Operation, operations } from "./operations";
import { problemMediaType } from "./problem";
import { problemSchema } from "./view-schemas";

/** The OpenAPI 3.1 document of the table of operations. */
export function openApiDocument(version: string): object {
  const all = Object.values(operations);
  return {
    openapi: "3.1.0",
    info: {
      title: "Energy Gateway",
      version,
      description:
        "Meters, readings and consumption. Times are ISO 8601, units are those of each quantity, errors are RFC 9457 problems.",
    },
    paths: Object.fromEntries(all.map((operation) => [operation.path, { get: describe(operation) }])),
    components: {
      schemas: {
        ...Object.fromEntries(all.map(({ answer }) => [answer.name, answer.schema])),
        Problem: problemSchema,
      },
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "An API key; each operation names the scope it needs." },
      },
    },
  };
}

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

function describe(operation: Operation): object {
  const { id, summary, scope, parameters, answer } = operation;
  const schema = answer.page ? pageOf(reference(answer.name)) : reference(answer.name);
  const failures: readonly (readonly [number, string])[] = [
    [400, "A parameter is wrong"],
    [401, "There is no valid API key"],
    [403, "The key lacks the scope"],
    [404, "There is no such meter"],
    [503, "The journal or the site model cannot be used"],
  ];
  const failureEntries = failures.map(([status, description]) => [
    status,
    { description, content: { [problemMediaType]: { schema: reference("Problem") } } },
  ]);
  return {
    operationId: id,
    summary,
    security: scope === undefined ? [] : [{ key: [scope] }],
    parameters: parameters.map(({ name, description, schema }) => ({ name, in: "query", description, schema })),
    responses: {
      200: { description: summary, content: { "application/json": { schema } } },
      ...(scope === undefined
        ? { 503: { description: "The journal cannot be used", content: { "application/json": { schema } } } }
        : Object.fromEntries(failureEntries)),
    },
  };
}

function pageOf(items: object): object {
  return {
    type: "object",
    required: ["items", "next"],
    properties: {
      items: { type: "array", items },
      next: { type: ["string", "null"], description: "Cursor of the next page; null on the last." },
    },
  };
}
