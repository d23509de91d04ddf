import { patienceWith } from "./slow-sender";
import type { GroupWatch, MeterWatch } from "./watch-state";
import type { WatchedMeter } from "./watchdog-config";

/** Without anything for longer than this a meter ought to be silent, ms. */
export const saidSilenceMs = ({ intervalMs, rule }: WatchedMeter): number =>
  Math.max(rule.silentIntervals * intervalMs, rule.silentSeconds * 1000);

/** The same by what it has been seen to do. */
export const silenceMs = (meter: WatchedMeter, { pauses }: Pick<MeterWatch, "pauses">): number =>
  Math.max(saidSilenceMs(meter), patienceWith(pauses));

const isTold = ({ courses }: MeterWatch): boolean => courses.silent?.raisedAt !== undefined;

/** When the silence of a group must be looked at next, ms UTC. */
export function nextLook(
  meters: readonly WatchedMeter[],
  { meters: watched, silentBus }: GroupWatch,
): number | undefined {
  if (silentBus) return undefined;
  const times = meters.flatMap((meter) => {
    const watch = watched[meter.id];
    return watch && !isTold(watch) ? [Math.max(dueAt(meter, watch), watch.patientUntil ?? 0)] : [];
  });
  return times.length === 0 ? undefined : Math.min(...times);
}

const dueAt = (meter: WatchedMeter, watch: MeterWatch): number => watch.heardAt + silenceMs(meter, watch) + 1;

/** What the silence of a group means now. */
export type Silence =
  | { readonly kind: "none" }
  /** Nobody on the bus has been heard since: one thing to tell. */
  | { readonly kind: "bus"; readonly since: number }
  /** These meters, each for itself. `patient`: until when the others must be waited for. */
  | { readonly kind: "meters"; readonly silent: readonly string[]; readonly patient: Readonly<Record<string, number>> };

export function silenceOf(meters: readonly WatchedMeter[], group: GroupWatch, now: number): Silence {
  const open = meters.flatMap((meter) => {
    const watch = group.meters[meter.id];
    return watch && !isTold(watch) ? [{ meter, watch }] : [];
  });
  const overdue = open.filter(({ meter, watch }) => dueAt(meter, watch) <= now);
  if (overdue.length === 0) return { kind: "none" };
  const shared = meters.length > 1 && overdue[0]?.meter.bus !== undefined;
  if (!shared) return { kind: "meters", silent: overdue.map(({ meter }) => meter.id), patient: {} };
  // One that is left alone on a bus says nothing about the bus.
  if (open.length > 1 && overdue.length === open.length) {
    return { kind: "bus", since: Math.max(...open.map(({ watch }) => watch.heardAt)) };
  }
  const silent: string[] = [];
  const patient: Record<string, number> = {};
  for (const { meter, watch } of overdue) {
    const others = open.filter((one) => one.meter.id !== meter.id);
    const isAlive = others.some((one) => one.watch.heardAt > watch.heardAt + meter.intervalMs);
    const undecided = others
      .filter((one) => dueAt(one.meter, one.watch) > now)
      .map((one) => dueAt(one.meter, one.watch));
    if (isAlive || undecided.length === 0) silent.push(meter.id);
    else patient[meter.id] = Math.min(...undecided);
  }
  return { kind: "meters", silent, patient };
}
