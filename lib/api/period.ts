import { bad, type ParameterValues } from "./parameters";

const hourMs = 3_600_000;

/** `from` and `to` of a request; the last hour, or as long as is usual, without them. Throws API_BAD_PARAMETER. */
export function periodOf(
  values: ParameterValues,
  now: number,
  usualMs = hourMs,
): { readonly from: number; readonly to: number } {
  const to = (values.to ?? now) as number;
  const from = (values.from ?? to - usualMs) as number;
  if (from > to) throw bad("from", "must not be after to");
  return { from, to };
}
