import type { Condition } from "../contract/messages";
import { numberIn, textIn } from "./evidence";

/** What a machine used idling in one shift, as far as one cost centre bears it; ms UTC. */
export interface IdleRow {
  readonly meter: string;
  readonly costCentre?: string;
  /** 0 … 1; 1 where nobody bears it. */
  readonly share: number;
  readonly department?: string;
  /** Empty between shifts. */
  readonly shift: string;
  readonly from: number;
  readonly to: number;
  /** The share's. */
  readonly kwh: number;
  readonly money?: number;
  /** The machine's. */
  readonly hours: number;
}

const dayMs = 86_400_000;
export const keptDays = 7;
/** A thousand machines in three shifts for a week. */
const mostRows = 25_000;

/** Of an `idle-use` figure; undefined where it lacks something. */
export function idleRowOf({ meter, evidence }: Condition): IdleRow | undefined {
  const [from, to] = [numberIn(evidence, "from"), numberIn(evidence, "to")];
  const [kwh, hours] = [numberIn(evidence, "idleKwh"), numberIn(evidence, "idleHours")];
  if (meter === undefined || from === undefined || to === undefined) return undefined;
  if (kwh === undefined || hours === undefined) return undefined;
  const [costCentre, department] = [textIn(evidence, "costCentre"), textIn(evidence, "department")];
  const money = numberIn(evidence, "money");
  return {
    meter,
    from,
    to,
    kwh,
    hours,
    share: (numberIn(evidence, "sharePercent") ?? 100) / 100,
    shift: textIn(evidence, "shift") ?? "",
    ...(costCentre !== undefined && { costCentre }),
    ...(department !== undefined && { department }),
    ...(money !== undefined && { money }),
  };
}

/** The rows of the last days; a shift that is told again replaces what was told of it. */
export class IdleBook {
  readonly #rows = new Map<string, IdleRow>();
  #latest = 0;

  constructor(rows: readonly IdleRow[] = []) {
    for (const row of rows) this.take(row);
  }

  get rows(): readonly IdleRow[] {
    return [...this.#rows.values()];
  }

  take(row: IdleRow): void {
    const key = `${row.meter} ${row.from} ${row.costCentre ?? ""}`;
    this.#rows.delete(key);
    this.#rows.set(key, row);
    if (row.to > this.#latest) {
      this.#latest = row.to;
      for (const [name, { to }] of this.#rows) if (to <= row.to - keptDays * dayMs) this.#rows.delete(name);
    }
    const [oldest] = this.#rows.keys();
    if (this.#rows.size > mostRows && oldest !== undefined) this.#rows.delete(oldest);
  }

  /** Of each machine the last shift, where it ended within a day of the newest. */
  lastShift(): readonly IdleRow[] {
    const newest = new Map<string, number>();
    for (const { meter, from, to } of this.#rows.values()) {
      if (to > this.#latest - dayMs) newest.set(meter, Math.max(from, newest.get(meter) ?? 0));
    }
    return this.rows.filter(({ meter, from }) => newest.get(meter) === from);
  }
}
