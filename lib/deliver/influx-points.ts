import type { Interval, Message, Reading } from "../contract/messages";
import { quantities } from "../metering/quantities";
import { stepName } from "../store/step-name";

/** A point of InfluxDB; `at` in ms UTC. */
export interface InfluxPoint {
  readonly measurement: "reading" | "interval";
  readonly tags: Readonly<Record<string, string>>;
  /** Numbers are floats, always: a field that was once an integer refuses every float. */
  readonly floats: Readonly<Record<string, number>>;
  readonly texts: Readonly<Record<string, string>>;
  readonly at: number;
}

/**
 * A journal record as a point, or undefined for kinds that have none. The same record gives the same
 * tags and time, so delivering it twice changes nothing, and a corrected interval replaces the old one.
 */
export function pointOf(message: Message): InfluxPoint | undefined {
  if (message.kind === "reading") return readingPoint(message);
  if (message.kind === "interval") return intervalPoint(message);
  return undefined;
}

function readingPoint({ site, meter, at, values, quality }: Reading): InfluxPoint {
  const floats: Record<string, number> = {};
  for (const [name, value] of Object.entries(values)) floats[quantities.get(name)?.influxField ?? name] = value;
  return { measurement: "reading", tags: { meter, site }, floats, texts: quality === "good" ? {} : { quality }, at };
}

function intervalPoint(interval: Interval): InfluxPoint {
  const { site, meter, quantity, from, to, amount, quality, version } = interval;
  return {
    measurement: "interval",
    tags: { meter, quantity, site, step: stepName(from, to) },
    floats: { amount, version },
    texts: { quality },
    at: from,
  };
}
