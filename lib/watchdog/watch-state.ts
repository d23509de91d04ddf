import type { Course } from "./course";
import type { LongPauses } from "./slow-sender";

/** What a meter can be told about. */
export const watchRules = [
  "silent",
  "stale",
  "clock-off",
  "frozen",
  "register-frozen",
  "implausible",
  "meter-changed",
] as const;
export type WatchedRule = (typeof watchRules)[number];

/** What is remembered of one meter. Times are ms UTC. */
export interface MeterWatch {
  /** When something of it last arrived, or when watching began. */
  readonly heardAt: number;
  /** Nothing has ever come of it. */
  readonly never?: true;
  /** The latest measuring time so far, and how far it was behind its arrival. */
  readonly newestAt?: number;
  readonly lagMs?: number;
  /** Values that must move, as they were last shown. */
  readonly shown?: string;
  readonly register?: RegisterWatch;
  readonly serial?: number;
  /** Of a device that sends by itself. */
  readonly pauses?: LongPauses;
  /** Until when its silence waits for what the other meters of the bus do. */
  readonly patientUntil?: number;
  readonly courses: Readonly<Partial<Record<WatchedRule, Course>>>;
}

/** Its energy register against its power. */
export interface RegisterWatch {
  readonly value: number;
  /** Since when it has shown this. */
  readonly since: number;
  /** The last power, kW, and when. */
  readonly power: number;
  readonly at: number;
  /** What that power makes since the register last moved, kWh. */
  readonly expected: number;
  /** The smallest step that it has been seen to make, kWh. */
  readonly step?: number;
}

/** State of the meters that share a connection. */
export interface GroupWatch {
  readonly meters: Readonly<Record<string, MeterWatch>>;
  /** Since when none of them answers, and when that was decided. */
  readonly silentBus?: { readonly since: number; readonly at: number };
}

export const nothingWatched: GroupWatch = { meters: {} };
