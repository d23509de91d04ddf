/** As many decimals as amounts have: what is beyond them is noise of adding. */
const factor = 1e6;

/** The same data with every number rounded; keeps what a report says the same on every machine. */
export function rounded<T>(value: T): T {
  if (typeof value === "number") return (Math.round(value * factor) / factor + 0) as T;
  if (Array.isArray(value)) return value.map(rounded) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rounded(inner)])) as T;
}
