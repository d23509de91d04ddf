import { bad, type ParameterValues } from "./parameters";

const hourMs = 3_600_000;

/** `from` and `to` of a request; the last hour without them. Throws API_BAD_PARAMETER. */
export function periodOf(values: ParameterValues, now: number): { readonly from: number; readonly to: number } {
  const to = (values.to ?? now) as number;
  const from = (values.from ?? to - hourMs) as number;
  if (from > to) throw bad("from", "must not be after to");
  return { from, to };
}
