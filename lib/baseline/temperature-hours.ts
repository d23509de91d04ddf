/** Temperatures of one meter: begin of the hour, sum and count of what was read in it; the last days only. */
export type TemperatureHours = readonly (readonly [hour: number, sum: number, count: number])[];

const hourMs = 3_600_000;
const keptMs = 96 * hourMs;

export function withTemperature(hours: TemperatureHours, at: number, temperature: number): TemperatureHours {
  const hour = Math.floor(at / hourMs) * hourMs;
  const last = hours.at(-1);
  if (last?.[0] === hour) return [...hours.slice(0, -1), [hour, last[1] + temperature, last[2] + 1]];
  const known = hours.find(([one]) => one === hour) ?? [hour, 0, 0];
  const others = hours.filter(([one]) => one !== hour && one > at - keptMs);
  return [...others, [hour, known[1] + temperature, known[2] + 1] as const].sort((a, b) => a[0] - b[0]);
}

/** Mean of the hours' means; undefined where none is known. */
export function meanTemperature(hours: TemperatureHours, from: number, to: number): number | undefined {
  let sum = 0;
  let count = 0;
  for (const [hour, all, readings] of hours) {
    if (hour + hourMs <= from || hour >= to) continue;
    sum += all / readings;
    count++;
  }
  return count === 0 ? undefined : sum / count;
}
