import type { Alert, Delivery, Notification } from "../contract/alerts";
import type { Condition, Cost, Interval, Message, MeterEvent, Reading } from "../contract/messages";
import type { Series } from "./series";
import { stepLength } from "./step-name";

/**
 * The message of a row; the inverse of `rowOf`. It stands alone because the thread that reads the
 * journal needs no schemas, which would cost it megabytes.
 */
export function messageOf(series: Series, at: number, version: number, text: string): Message {
  const { site, meter, kind } = series;
  const body = JSON.parse(text) as Record<string, unknown>;
  switch (kind) {
    case "reading":
      return { kind, site, meter, at, quality: "good", ...body, ...(version > 0 && { version }) } as unknown as Reading;
    case "interval": {
      // Named one by one: reports read hundreds of thousands, and copying what a body holds takes twice as long.
      const {
        amount,
        to = at + stepLength(series.step),
        quality = "measured",
        reasons = [],
      } = body as Partial<Interval>;
      const { quantity } = series;
      return { kind, site, meter, quantity, from: at, to, amount: amount as number, quality, reasons, version };
    }
    case "cost":
      return {
        kind,
        site,
        meter,
        tariff: series.quantity,
        from: at,
        to: at + stepLength(series.step),
        ...body,
        version,
      } as unknown as Cost;
    case "event":
      return { kind, site, meter, at, ...body } as unknown as MeterEvent;
    case "condition":
      return { kind, site, at, ...body } as unknown as Condition;
    case "alert":
    case "delivery":
      return { kind, site, at, version, ...body } as unknown as Alert | Delivery;
    case "notification":
      return { kind, site, at, number: version, ...body } as unknown as Notification;
  }
}
