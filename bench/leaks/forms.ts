import type { Interval, Reading } from "../../lib/contract/messages";
import type { Shown } from "./water-series";

/** How a meter tells what flows: by where its register stands, by what flowed between two times, or by how much flows. */
export type Form = "register" | "interval" | "gauge";

const of = { site: "s", meter: "m" } as const;
const minuteMs = 60_000;

/** What the meter sends at this value; its register counts whole pulses. Undefined where there is nothing to tell yet. */
export function told(
  form: Form,
  pulse: number,
  before: Shown | undefined,
  [at, litres]: Shown,
): Reading | Interval | undefined {
  const whole = (value: number): number => Math.floor(value / pulse) * pulse;
  if (form === "register") {
    return { kind: "reading", ...of, at, values: { water_volume: whole(litres) }, quality: "good" };
  }
  if (!before || before[0] >= at) return undefined;
  if (form === "gauge") {
    const flow = Math.max(0, litres - before[1]) / ((at - before[0]) / minuteMs);
    return { kind: "reading", ...of, at, values: { water_flow: flow }, quality: "good" };
  }
  const amount = Math.max(0, whole(litres) - whole(before[1]));
  const head = { kind: "interval", ...of, quantity: "water_volume", from: before[0], to: at } as const;
  return { ...head, amount, quality: "measured", reasons: [], version: 1 };
}
