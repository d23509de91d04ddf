import { type Scope, scopeFor } from "../auth/scopes";
import { idSchema } from "../contract/schemas";

/** How a query parameter's text becomes a value: `time` is ISO 8601 in and ms UTC inside. */
export type ParameterType = "text" | "time" | "count";

export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly description: string;
  /** Of the value, as the description shows it. */
  readonly schema: object;
  /** Absent: in the query, and may be left out. */
  readonly in?: "path" | "header";
}

export interface Operation {
  readonly id: string;
  readonly method: "GET" | "POST" | "PUT";
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

export const textSchema = { type: "string", minLength: 1, maxLength: 500 } as const;
export const timeSchema = { type: "string", format: "date-time" } as const;

export const mostItems = 10_000;
export const defaultItems = 1000;

export const paging: readonly Parameter[] = [
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

export const meterParameter = (name: string): Parameter => ({
  name,
  type: "text",
  description: "Id of a meter; every meter of the site when absent.",
  schema: idSchema,
});

type Described = Omit<Operation, "method" | "scope">;

const described = (method: Operation["method"], operation: Described): Operation => ({
  ...operation,
  method,
  scope: scopeFor(method, operation.path),
});

export const get = (operation: Described): Operation => described("GET", operation);
export const post = (operation: Described): Operation => described("POST", operation);
export const put = (operation: Described): Operation => described("PUT", operation);
