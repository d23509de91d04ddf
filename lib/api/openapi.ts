import type { Operation, Parameter } from "./operation";
import { operations } from "./operations";
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
    paths: pathsOf(all),
    components: {
      schemas: {
        ...Object.fromEntries(all.flatMap(schemasOf)),
        Problem: problemSchema,
      },
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "An API key; each operation names the scope it needs." },
      },
    },
  };
}

function pathsOf(all: readonly Operation[]): Record<string, object> {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of all) {
    paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: describe(operation) };
  }
  return paths;
}

const schemasOf = ({ answer, body, refusal }: Operation): (readonly [string, object])[] =>
  [answer, body, refusal].flatMap((part) => (part ? [[part.name, part.schema] as const] : []));

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

function describe(operation: Operation): object {
  const { id, summary, scope, parameters, answer, body, refusal, stores } = operation;
  const schema = answer.page ? pageOf(reference(answer.name)) : reference(answer.name);
  const json = { "application/json": { schema }, ...fileContent(operation) };
  const headers = operation.file && headersOf(operation.file.headers);
  const failures: readonly (readonly [number, string])[] = [
    [400, body ? "What is sent in is wrong, all of it or a part" : "A parameter is wrong"],
    [401, "There is no valid API key"],
    [403, "The key lacks the scope"],
    [404, operation.file ? "There is no such document" : "There is no such meter"],
    ...(operation.failures ?? []),
    [503, "The journal or the site model cannot be used"],
  ];
  const failureEntries = failures.map(([status, description]) => [
    status,
    status < 400
      ? { description }
      : { description, content: { [problemMediaType]: { schema: reference(problemName(status, refusal)) } } },
  ]);
  return {
    operationId: id,
    summary,
    security: scope === undefined ? [] : [{ key: [scope] }],
    parameters: parameters.map(parameterView),
    ...(body && {
      requestBody: { required: !body.optional, content: { "application/json": { schema: reference(body.name) } } },
    }),
    responses: {
      200: {
        description: stores ? "Everything had been stored before" : summary,
        ...(headers && { headers }),
        content: json,
      },
      ...(stores && { 201: { description: summary, content: json } }),
      ...(scope === undefined
        ? { 503: { description: "The journal cannot be used", content: json } }
        : Object.fromEntries(failureEntries)),
    },
  };
}

const fileContent = ({ file }: Operation): object =>
  Object.fromEntries((file?.mediaTypes ?? []).map((type) => [type, { schema: { type: "string", format: "binary" } }]));

const headersOf = (headers: Readonly<Record<string, string>>): object =>
  Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: "string" } }]),
  );

function parameterView({ name, in: place, description, schema }: Parameter): object {
  return { name, in: place ?? "query", ...(place && { required: true }), description, schema };
}

const problemName = (status: number, refusal: Operation["refusal"]): string =>
  status === 400 && refusal ? refusal.name : "Problem";

function pageOf(items: object): object {
  return {
    type: "object",
    required: ["items", "next"],
    properties: {
      items: { type: "array", items },
      next: { type: ["string", "null"], description: "Cursor of the next page; null on the last." },
      timeZone: { type: "string", description: "The site's IANA zone, in which people want the times of alerts." },
    },
  };
}
