import { EnergyError } from "../contract/error";
import { describeViolation, validatorOf } from "../contract/validate";
import type { Operation, Parameter } from "./operation";
import { parseTime } from "./time";

/** The parameters of a request, checked: times as ms UTC, counts as numbers. */
export type ParameterValues = Readonly<Record<string, string | number | undefined>>;

/** Throws API_BAD_PARAMETER, also for one that the operation does not have: it would be silently ignored. */
export function parseParameters(
  operation: Operation,
  query: Readonly<Record<string, unknown>>,
  timeZone: string,
): ParameterValues {
  const values: Record<string, string | number> = {};
  for (const [name, text] of Object.entries(query)) {
    const parameter = operation.parameters.find((candidate) => candidate.name === name);
    if (!parameter) throw bad(name.slice(0, 60), "is unknown here");
    if (typeof text !== "string") throw bad(name, "must be given once");
    values[name] = parsedValue(parameter, text, timeZone);
  }
  return values;
}

function parsedValue(parameter: Parameter, text: string, timeZone: string): string | number {
  if (parameter.type === "time") {
    // A plus sign that was not encoded arrives as a space.
    const time = parseTime(text.replace(" ", "+"), timeZone);
    if (time === undefined) throw bad(parameter.name, "must be an ISO 8601 time such as 2026-01-05T08:00:00Z");
    return time;
  }
  const value = parameter.type === "count" ? Number(text) : text;
  const validate = validatorOf(parameter.schema);
  if (!validate(value)) throw bad(parameter.name, describeViolation(validate.errors?.[0]).detail);
  return value;
}

export function bad(name: string, detail: string): EnergyError {
  return new EnergyError("API_BAD_PARAMETER", { name, detail });
}
